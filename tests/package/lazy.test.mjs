// `spa-authorize/lazy`: what it says before its chunk, and that it says what the other entry says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, fromRepository, runInNode } from "./consumer.mjs";
import { runOnPage } from "./page.mjs";

/** An app of both entries, whose module can be taken away: then a client that is made is one before its chunk. */
const BOTH = `
  const lazy = await import("spa-authorize/lazy");
  const { page } = await import("./node_modules/spa-authorize/page.js");
  const options = { ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" };
  const eager = oidc(options);
  const isLoaded = () => page.client !== undefined;
  const before = (more) => {
    delete page.client;
    return lazy.oidc({ ...options, ...more });
  };
  const thrown = (call) => {
    try {
      return call();
    } catch ({ code }) {
      return code;
    }
  };
`;

const run = (t, body) => runOnPage(t, BOTH + body);

test("each address of the list comes to the same with both entries", (t) => {
  const rows = fromRepository("tests/data/callbacks.json");
  const { differing, loaded, total } = run(t, `
    const rows = ${rows};
    const differing = [];
    let loaded = 0;
    let clients = 0;
    for (const { flow, url, issPromised, redirectUri = own.redirectUri } of rows) {
      const more = { clientId: "c" + clients++, redirectUri, authorizationResponseIssParameterSupported: issPromised ?? false };
      const answer = async (auth, begins) => {
        location.href = "https://app.example/";
        const asked = begins.createAuthorizeUrl({ responseType: flow, scope: flow.includes("id_token") ? "openid" : "a" });
        const state = new URL(asked).searchParams.get("state");
        location.href = new URL(url.replaceAll("{S}", state)).href;
        delete page.client;
        const isCallback = thrown(() => auth.isCallback());
        const { kind, reason, returnTo, error } = await auth.answer();
        const shown = location.href.replaceAll(state, "{S}");
        return { isCallback, said: [kind, reason, returnTo, error?.code, error?.message.replaceAll(state, "{S}"), shown] };
      };
      const wanted = await answer(oidc({ ...options, ...more }), oidc({ ...options, ...more }));
      const found = await answer(before(more), oidc({ ...options, ...more }));
      loaded += isLoaded();
      if (JSON.stringify(found.said) !== JSON.stringify(wanted.said)) differing.push({ url, found, wanted });
      if (found.isCallback !== "not-ready" && found.isCallback !== wanted.isCallback) differing.push({ url, found, wanted });
    }
    done({ differing, loaded, total: rows.length });
  `);
  assert.deepEqual(differing, []);
  assert.ok(loaded > 0.7 * total && loaded < total, `${loaded} of ${total}`);
});

test("an address in which nothing looks like a response is none without the module", (t) => {
  const found = run(t, `
    const found = [];
    for (const rest of ["", "?page=2", "#section", "#/route?tab=1", "?coded=1&states=2", "#/caf%C3%A9?a=b", "?q=%20state"]) {
      const auth = before();
      location.href = "https://app.example/callback" + rest;
      const answers = [auth.handleCallback(), auth.handleCallback({ signal: new AbortController().signal })];
      const { kind } = await answers[0];
      found.push([kind, answers[0] === answers[1], (await auth.answer()).kind, auth.isCallback(), isLoaded()].join());
    }
    done(found);
  `);
  assert.deepEqual(found, Array(7).fill("none,true,none,false,false"));
});

test("whatever may be a response loads the module", (t) => {
  const found = run(t, `
    const rests = ["?state=", "?code=SAVE20", "#/x?error=1", "#!/id_token=a", "?st%61te=1", "?a%20b=1", "?x=1%26state%3Ds", "#&amp;state=x",
      "?" + "a".repeat(70_000)];
    const found = [];
    for (const rest of rests) {
      const auth = before();
      location.href = "https://app.example/callback" + rest;
      const asked = thrown(() => auth.isCallback());
      await outcome(auth.handleCallback());
      found.push([asked, isLoaded()].join());
    }
    done(found);
  `);
  assert.deepEqual(found, Array(9).fill("not-ready,true"));
});

test("what is no option loads the module, which says so", (t) => {
  const found = run(t, `
    const unreadable = Object.defineProperty({}, "url", { enumerable: true, get() { throw new Error("no"); } });
    const found = [];
    location.href = "https://app.example/";
    for (const given of [{ sginal: 1 }, { signal: {} }, { timeoutMs: "1" }, 5, "x", unreadable, { url: "https://[" }]) {
      found.push(await outcome(before().handleCallback(given)));
    }
    done(found);
  `);
  const codes = ["unknown-option", ...Array(6).fill("invalid-option")];
  assert.deepEqual(found, codes);
});

test("before the module the synchronous verbs are not-ready, and after ready() they are as ever", (t) => {
  const found = run(t, `
    const tries = (auth) => [
      thrown(() => new URL(auth.createAuthorizeUrl({ scope: "a" })).pathname),
      thrown(() => new URL(auth.logoutUrl()).pathname),
      thrown(() => auth.isCallback(url)),
    ];
    const url = begin(eager);
    const auth = before();
    const early = tries(auth);
    await auth.ready();
    done([early, tries(auth)]);
  `);
  assert.deepEqual(found, [Array(3).fill("not-ready"), ["/authorize", "/logout", true]]);
});

test("before the module a popup is not-ready, and opens no window", (t) => {
  const found = run(t, `
    let windows = 0;
    window.open = () => (windows++, null);
    const auth = before();
    const early = await outcome(auth.signInPopup({ scope: "a" }));
    const opened = windows;
    await auth.ready();
    done([early, opened, await outcome(auth.signInPopup({ scope: "a" })), windows]);
  `);
  assert.deepEqual(found, ["not-ready", 0, "popup-blocked", 1]);
});

test("a response is answered once, by one promise, before the module and after it", (t) => {
  const found = run(t, `
    const url = begin(eager);
    const auth = before();
    location.href = url;
    const first = auth.handleCallback();
    const again = auth.handleCallback({ signal: new AbortController().signal });
    const answer = auth.answer();
    location.href = "https://app.example/inbox";
    const pending = auth.handleCallback();
    const { kind, returnTo } = await first;
    const later = [auth.handleCallback(), auth.handleCallback({ url })];
    done({
      kind, returnTo, address: location.href,
      same: [again, pending, ...later].map((other) => other === first),
      sameAnswer: auth.answer() === answer,
      shared: (await eager.handleCallback({ url })) === (await first),
    });
  `);
  assert.deepEqual(found, {
    kind: "authorized",
    returnTo: "/inbox",
    address: "https://app.example/inbox",
    same: [true, true, true, true],
    sameAnswer: true,
    shared: true,
  });
});

test("the address that was there at the call is read, and cleaned if the bar still shows it", (t) => {
  const found = run(t, `
    const shown = [];
    for (const leaves of [false, true]) {
      const url = begin(eager);
      const auth = before();
      location.href = url;
      const answer = outcome(auth.handleCallback());
      if (leaves) location.href = "https://app.example/elsewhere?code=SAVE20";
      shown.push([await answer, location.href]);
    }
    done(shown);
  `);
  assert.deepEqual(found, [
    ["authorized", "https://app.example/callback"],
    ["authorized", "https://app.example/elsewhere?code=SAVE20"],
  ]);
});

test("an answer of the other entry is asked before the shortcut to none", (t) => {
  const found = run(t, `
    location.href = begin(eager);
    const answer = eager.handleCallback();
    const auth = lazy.oidc(options);
    done([(await auth.handleCallback()) === (await answer), location.href]);
  `);
  assert.deepEqual(found, [true, "https://app.example/callback"]);
});

test("the promise of none stays the same when the module comes", (t) => {
  const found = run(t, `
    location.href = "https://app.example/";
    const auth = before();
    const [none, answer] = [auth.handleCallback(), auth.answer()];
    await auth.ready();
    done([isLoaded(), auth.handleCallback() === none, auth.answer() === answer]);
  `);
  assert.deepEqual(found, [true, true, true]);
});

test("an effect that is cleaned up before the module comes ends nobody else's sign-in", (t) => {
  const found = run(t, `
    globalThis.fetch = async (url, { signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal.throwIfAborted();
      return answers[new URL(url).pathname]();
    };
    const urls = [begin(eager), begin(eager)];
    const auth = before();
    const [first, second] = [new AbortController(), new AbortController()];
    const cleanedUp = auth.handleCallback({ url: urls[0], signal: first.signal });
    const again = auth.handleCallback({ url: urls[0], signal: second.signal });
    first.abort();
    const third = new AbortController();
    const alone = before().handleCallback({ url: urls[1], signal: third.signal });
    third.abort();
    const late = before().handleCallback({ url: "https://app.example/", signal: first.signal });
    done([cleanedUp === again, ...(await Promise.all([again, alone, late].map(outcome)))]);
  `);
  assert.deepEqual(found, [true, "authorized", "aborted", "aborted"]);
});

test("wrong options are said by the first call that enters the module, and by all others", (t) => {
  const found = run(t, `
    const auth = before({ clientID: "c" });
    location.href = begin(eager);
    const found = [await outcome(auth.signIn()), await outcome(auth.handleCallback()), thrown(() => auth.logoutUrl())];
    const { kind, error } = await auth.answer();
    done([...found, kind, error.code, auth.answer() === auth.answer()]);
  `);
  assert.deepEqual(found, [...Array(3).fill("unknown-option"), "failed", "unknown-option", true]);
});

test("signIn, signOut and fetchUserInfo wait for the module", (t) => {
  const found = run(t, `
    const left = [];
    location.assign = (url) => left.push(new URL(url).pathname);
    answers["/userinfo"] = json({ sub: "ada" });
    await before().signIn({ scope: "a" });
    await before().signOut();
    const { sub } = await before({ userinfoEndpoint: ISSUER + "/userinfo" }).fetchUserInfo(tokens);
    done([...left, sub]);
  `);
  assert.deepEqual(found, ["/authorize", "/logout", "ada"]);
});

test("importing it loads neither the module nor its glue, and touches nothing", (t) => {
  const consumer = createConsumer(t, {
    "hooks.mjs": `
      export async function load(url, context, next) {
        if (/\\/(bytes|glue|module|client)\\.js$/.test(url)) throw new Error("it loads " + url);
        return next(url, context);
      }
    `,
    "app.mjs": `
      import { register } from "node:module";
      register("./hooks.mjs", import.meta.url);
      const touched = [];
      for (const name of ["window", "location", "sessionStorage", "crypto", "fetch", "WebAssembly", "TextDecoder"]) {
        Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) });
      }
      const { oidc, ...all } = await import("spa-authorize/lazy");
      const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
      const verbs = Object.keys(auth).sort();
      const early = [...touched];
      const codes = [];
      for (const call of ["ready", "ready", "signIn", "handleCallback"]) {
        await auth[call]().catch(({ code, cause }) => codes.push(code));
      }
      const { error } = await auth.answer();
      console.log(JSON.stringify({ early, verbs, exports: Object.keys(all).sort(), codes: [...codes, error.code] }));
    `,
  });
  const { early, verbs, exports, codes } = runInNode(consumer, "app.mjs");
  assert.deepEqual(early, []);
  assert.deepEqual(codes, Array(5).fill("module-blocked"));
  assert.ok(verbs.includes("answer") && verbs.length === 10, verbs.join());
  assert.ok(["auth0", "authkit", "workosConnect", "SignInError"].every((name) => exports.includes(name)), exports.join());
});

test("both entries have the same factories", (t) => {
  const found = run(t, `
    const all = await import("spa-authorize");
    const factories = (entry) => Object.keys(entry).filter((name) => /^[a-z]/.test(name) && name !== "initialize").sort();
    done([factories(all), factories(lazy)]);
  `);
  assert.deepEqual(found[1], found[0]);
});

test("on a server it answers not-a-browser, and nothing is left unhandled", (t) => {
  const app = `
    import { oidc } from "spa-authorize/lazy";
    const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
    const { error } = await auth.answer();
    const code = await auth.handleCallback().catch(({ code }) => code);
    await new Promise((resolve) => setTimeout(resolve, 10));
    console.log(JSON.stringify([error.code, code]));
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, ["not-a-browser", "not-a-browser"]);
});
