/**
 * The factories of `spa-authorize`, whose module comes as a chunk of its own: `import { oidc } from "spa-authorize/lazy"`.
 *
 * `signIn`, `handleCallback`, `fetchUserInfo` and `signOut` load the chunk first. An address in which nothing looks like
 * a response is answered `none` without it. {@link Client.ready | ready} loads it ahead of a click; until it is there
 * `createAuthorizeUrl` and `logoutUrl` throw `not-ready`, and so does `isCallback` where something looks like a response.
 * `signInPopup` rejects with it, because a window that opens after a wait is blocked.
 *
 * The address is read at the call and cleaned once the chunk is there: await
 * {@link Client.handleCallback | handleCallback} before the app's router starts. Wrong options of a client are said by
 * the first call that loads the chunk. If it does not load, the call fails with `module-blocked`, and the next call tries
 * again; {@link Client.answer | answer} alone stays `failed` until another call has loaded it.
 *
 * With the option `session`, `handleCallback`, `subscribe` and every other call of the session load the chunk, but for
 * `getSnapshot`, which answers `unknown` until the chunk is there.
 *
 * The types are exported by `spa-authorize`.
 *
 * @module spa-authorize/lazy
 */

import type { Client } from "./client.js";
import { UsageError } from "./errors.js";
import type { HandleCallbackOptions } from "./options.js";
import { answered, type AnyClient, blocked as moduleBlocked, copied, nothing, page, told } from "./page.js";
import type { auth0 as Auth0 } from "./providers/auth0.js";
import type { authkit as AuthKit } from "./providers/authkit.js";
import type { entra as Entra } from "./providers/entra.js";
import type { oidc as Oidc } from "./providers/oidc.js";
import type { workosConnect as WorkosConnect } from "./providers/workos_connect.js";
import names from "./response_parameters.js";
import type { Lasting, Session, SessionSnapshot, Started } from "./session.js";

export * from "./errors.js";

/** A client of an Auth0 tenant. */
export const auth0: typeof Auth0 = (options: object) => client<any>("auth0", options);

/** A client of WorkOS AuthKit. */
export const authkit: typeof AuthKit = (options: object) => client<any>("authkit", options);

/** A client of Microsoft Entra ID, Entra External ID or Azure AD B2C. */
export const entra: typeof Entra = (options: object) => client<any>("entra", options);

/** A client of any OpenID provider. */
export const oidc: typeof Oidc = (options: object) => client<any>("oidc", options);

/** A client of WorkOS Connect. */
export const workosConnect: typeof WorkosConnect = (options: object) => client<any>("workosConnect", options);

function client<Made>(provider: string, options: object): Made {
  // A client is what it was made of, whatever becomes of that object.
  const own = copied(options);
  const waiting = new Map<string, Promise<unknown>>();
  let made: AnyClient | undefined;
  let refused: Promise<never> | undefined;
  let blocked: Promise<unknown> | undefined;

  /** The client that enters the module, once that is there. */
  function entering(): AnyClient | undefined {
    if (made || !page.client) return made;
    const client = page.client(provider, own);
    // What is `none` to the module is from now on the promise that was given without it. On a server there is neither.
    // A client with a session would begin it.
    const none = page.client(provider, { ...own, session: null }).handleCallback({ url: "about:blank" });
    none.catch(() => {});
    remember(none, nothing());
    return (made = client);
  }

  function required(): AnyClient {
    const client = entering();
    if (client) return client;
    throw new UsageError(told("not-ready", "await ready() ahead of the click"));
  }

  async function whenLoaded<Result>(action: (client: AnyClient) => Promise<Result>): Promise<Result> {
    if (!page.client) await load();
    return action(required());
  }

  function handleCallback(options?: HandleCallbackOptions): Promise<unknown> {
    const answer = handled(options);
    // The session begins as well, and not before what the address holds was answered.
    void session?.started;
    return answer;
  }

  function handled(options?: HandleCallbackOptions): Promise<unknown> {
    try {
      const client = waiting.size === 0 ? entering() : undefined;
      if (client) return given(client.handleCallback(options));
    } catch (error) {
      // Its options are wrong, and never change.
      return (refused ??= Promise.reject(error));
    }
    const call = read(options);
    if (!call) return whenLoaded((client) => client.handleCallback(options));
    if (call.mayAnswer) return wait(call.url, call.isPage, options);
    const last = call.isPage ? [...waiting.keys()].at(-1) : undefined;
    return last === undefined ? nothing() : wait(last, true, options);
  }

  /** Each call waits by itself, as each has a signal of its own, and gets the promise of the first one. */
  function wait(url: string, isPage: boolean, options?: HandleCallbackOptions): Promise<unknown> {
    const answer: Promise<unknown> = load().then(() => {
      return remember((required().handleCallback as AnyVerb)({ ...options, url }, isPage), first);
    });
    const first = waiting.get(url) ?? answer;
    waiting.set(url, first);
    const end = () => waiting.delete(url);
    answer.then(end, () => (end(), (blocked = answered(first))));
    return first;
  }

  const session = page.hasSession(own) ? sessionOf(entering, whenLoaded) : undefined;
  const verbs: Omit<AnyClient, "session"> = {
    ready: () => whenLoaded((client) => client.ready()),
    createAuthorizeUrl: (request) => required().createAuthorizeUrl(request!),
    signIn: (request) => whenLoaded((client) => client.signIn(request!)),
    // A window opens in the click alone, so this waits for nothing.
    signInPopup: async (...given) => required().signInPopup(...given),
    isCallback: (url) => {
      if (!page.client && read({ url })?.mayAnswer === false) return false;
      return required().isCallback(url);
    },
    handleCallback,
    // Where the module did not load, an answer tries no more by itself: whoever renders it would try for ever.
    answer: () => (!page.client && blocked) || answered(handleCallback()),
    logoutUrl: (request) => required().logoutUrl(request!),
    signOut: (request) => whenLoaded((client) => client.signOut(request!)),
    fetchUserInfo: (...given) => whenLoaded((client) => client.fetchUserInfo(...given)),
  };
  const switchOrganization: Lasting["switchOrganization"] = (options) => {
    return whenLoaded((client) => (client as unknown as Lasting).switchOrganization(options));
  };
  return (session ? { ...verbs, session, switchOrganization } : verbs) as Made;
}

/** The session of a client, whose own one comes with the module. */
function sessionOf(entering: () => AnyClient | undefined, whenLoaded: WhenLoaded): Session<object> {
  let started: Promise<Started> | undefined;

  function subscribe(listener: Listener): () => void {
    const client = entering();
    if (client) return client.session!.subscribe(listener);
    let [isOver, end, told]: [boolean, (() => void)?, object?] = [false];
    const listen: Listener = (now) => told === now || page.inform(listener, (told = now));
    listen(page.unknown);
    const begin = async ({ session }: AnyClient) => isOver || (end = session!.subscribe(listen));
    // A server renders, and waits for nothing.
    if ("window" in globalThis) whenLoaded(begin).catch(page.report);
    return () => ((isOver = true), end?.());
  }

  const session: Record<string, unknown> = {
    getSnapshot: () => entering()?.session!.getSnapshot() ?? page.unknown,
    getServerSnapshot: () => page.unknown,
    subscribe,
  };
  for (const verb of VERBS.split(" ") as Verb[]) {
    session[verb] = (...given: never[]) => whenLoaded(({ session }) => (session![verb] as AnyVerb)(...given));
  }
  const get = () => (started ??= whenLoaded(({ session }) => session!.started).catch(() => ({})));
  return Object.defineProperty(session, "started", { get }) as unknown as Session<object>;
}

type Listener = (snapshot: SessionSnapshot<object>) => unknown;
type WhenLoaded = <Result>(action: (client: AnyClient) => Promise<Result>) => Promise<Result>;
type Verb = Exclude<keyof Session, "getSnapshot" | "getServerSnapshot" | "subscribe" | "started">;
type AnyVerb = (...given: any[]) => Promise<unknown>;

/** What waits for the module. */
const VERBS = "restore getAccessToken getIdToken fetch headersFor retryAfter401 require end";

/** Fetches the module and compiles it. What fails is not remembered. */
function load(): Promise<void> {
  return (loading ??= fetchChunk().finally(() => (loading = undefined)));
}

async function fetchChunk(): Promise<void> {
  const { makeClient, prepare } = await import("./client.js").catch((cause) => {
    throw moduleBlocked(`its chunk did not load, which the next call tries again (${cause.message})`, cause);
  });
  await prepare(page);
  page.client ??= (provider, options) => makeClient(page, provider, options);
}

let loading: Promise<void> | undefined;

/** The promise that was given for the module's own before that was there. */
const given = (promise: Promise<unknown>) => promises.get(promise) ?? promise;

function remember(own: Promise<unknown>, given: Promise<unknown>): Promise<unknown> {
  if (!promises.has(own)) promises.set(own, given);
  return own;
}

const promises = new WeakMap<Promise<unknown>, Promise<unknown>>();

/** The address that a call is about, and whether it may answer a sign-in. `undefined` if only the module can say. */
function read(options: HandleCallbackOptions = {}): { url: string; isPage: boolean; mayAnswer: boolean } | undefined {
  try {
    if (Object(options) !== options) return undefined;
    const { url: named, signal, ...others } = options;
    if (signal?.aborted) return undefined;
    const shown = globalThis.window.location.href;
    const url = named ? new URL(named, shown).href : shown;
    const isSignal = signal === undefined || signal instanceof AbortSignal;
    const isKnown = isSignal && Object.keys(others).length === 0;
    return { url, isPage: url === shown, mayAnswer: !isKnown || looksLikeResponse(url) };
  } catch {
    return undefined;
  }
}

/** Whether its query or fragment holds the name of a parameter by which a response is told, as it is or in escapes. */
function looksLikeResponse(url: string): boolean {
  const text = url.slice(url.search(/[?#]|$/));
  const decoded = text.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
  return url.length > LONG || ESCAPED_NAME.test(text) || names.some((name) => decoded.includes(`${name}=`));
}

const ESCAPED_NAME = /[?#&/!][^=?#&/!]*%[^=?#&/!]*=/;

/** An address as long as this is for the module to judge. */
const LONG = 65_536;
