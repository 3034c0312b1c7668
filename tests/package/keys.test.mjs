import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { PAGE } from "./page.mjs";

/** A page that signs in by code, and a provider that gives tokens and keys in the way that its path says. */
const APP = `
  import { createServer } from "node:http";
  import { oidc, SignInError } from "spa-authorize";

  ${PAGE}

  const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "new" };
  const encode = (data) => Buffer.from(typeof data === "string" ? data : new Uint8Array(data)).toString("base64url");
  const signed = async (claims) => {
    const data = [{ alg: "ES256", kid: "new" }, claims].map((part) => encode(JSON.stringify(part))).join(".");
    return data + "." + encode(await crypto.subtle.sign(ES256, privateKey, Buffer.from(data)));
  };

  let nonce;
  let asked = [];
  let closed = [];
  const json = (response, body) => response.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
  const until = async (holds) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const keysAsked = () => asked.includes("keys");
  const tokens = async (response) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: origin, sub: "ada", aud: "c", exp: now + 60, iat: now, nonce };
    json(response, { access_token: "AT", token_type: "Bearer", id_token: await signed(claims) });
  };
  const answers = {
    token: tokens,
    "token-after-keys": (response) => until(keysAsked).then(() => tokens(response)),
    "token-refused-after-keys": (response) => until(keysAsked).then(() => json(response, { error: "invalid_grant" })),
    keys: (response) => json(response, { keys: [jwk] }),
    "keys-old-at-first": (response) => {
      const isFirst = asked.filter((endpoint) => endpoint === "keys").length === 1;
      json(response, { keys: [isFirst ? { ...jwk, kid: "old" } : jwk] });
    },
    "keys-never": () => {},
  };
  const server = createServer(({ url }, response) => {
    const how = url.split("/").at(-1);
    const [endpoint] = how.split("-");
    asked.push(endpoint);
    response.once("close", () => closed.push(endpoint));
    answers[how](response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = "http://127.0.0.1:" + server.address().port;

  /** The sign-in's outcome, and what was asked on its account. */
  const signIn = async (auth, options) => {
    asked = [];
    closed = [];
    const sent = new URL(auth.createAuthorizeUrl()).searchParams;
    nonce = sent.get("nonce");
    try {
      const url = location.href + "?code=C&state=" + sent.get("state");
      const { kind, signature } = await auth.handleCallback({ url, timeoutMs: 2000, ...options });
      return { kind, signature, asked };
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      return { code: error.code, message: error.message.replaceAll(origin, ""), asked };
    }
  };
  const client = (name, token, keys) => oidc({
    issuer: origin,
    authorizationEndpoint: origin + "/authorize",
    tokenEndpoint: [origin, name, token].join("/"),
    jwksUri: [origin, name, keys].join("/"),
    endSessionEndpoint: origin + "/logout",
    idTokenSigningAlgs: ["ES256"],
    clientId: "c",
    redirectUri: "https://app.example/callback",
  });
  const done = (result) => {
    console.log(JSON.stringify(result));
    process.exit(0);
  };
`;

const VERIFIED = { kind: "signed-in", signature: "verified" };

function run(t, body) {
  const found = runInNode(createConsumer(t, { "app.mjs": `${APP}${body}` }), "app.mjs");
  // Which of the two a server sees first is chance.
  for (const { asked } of Object.values(found)) asked.sort().reverse();
  return found;
}

test("keys that are not known are asked for while the code is exchanged, and given up with it", (t) => {
  const found = run(t, `
    const first = await signIn(client("page", "token-after-keys", "keys"));
    const second = await signIn(client("page", "token", "keys"));
    const rotated = await signIn(client("rotated", "token-after-keys", "keys-old-at-first"));
    const refused = await signIn(client("refused", "token-refused-after-keys", "keys-never"), { timeoutMs: 10_000 });
    const patience = new Promise((resolve) => setTimeout(resolve, 5000));
    await Promise.race([until(() => closed.length === 2), patience]);
    refused.closed = closed;
    const late = await signIn(client("late", "token-after-keys", "keys-never"), { timeoutMs: 1000 });
    done({ first, second, rotated, refused, late });
  `);
  assert.deepEqual(found, {
    first: { ...VERIFIED, asked: ["token", "keys"] },
    second: { ...VERIFIED, asked: ["token"] },
    rotated: { ...VERIFIED, asked: ["token", "keys", "keys"] },
    refused: {
      code: "exchange-refused",
      message: 'exchange-refused: the provider answered "invalid_grant". See spa-authorize/docs/errors.md#exchange-refused',
      asked: ["token", "keys"],
      closed: ["token", "keys"],
    },
    late: {
      code: "timed-out",
      message: 'timed-out: no answer from "/late/keys-never" within 1000 ms. See spa-authorize/docs/errors.md#timed-out',
      asked: ["token", "keys"],
    },
  });
});

test("a sign-in that is aborted while its signature is checked signs nobody in", (t) => {
  const found = run(t, `
    const auth = client("page", "token", "keys");
    const { verify } = crypto.subtle;
    const whileChecked = (abort, result = verify) => {
      crypto.subtle.verify = async (...args) => {
        abort();
        await new Promise((resolve) => setTimeout(resolve, 10));
        return result.apply(crypto.subtle, args);
      };
    };
    const unavailable = () => Promise.reject(new DOMException("no", "NotSupportedError"));
    const controller = new AbortController();
    whileChecked(() => controller.abort());
    const aborted = await signIn(auth, { signal: controller.signal });
    whileChecked(() => auth.signOut());
    const signedOut = await signIn(auth);
    whileChecked(() => auth.signOut(), unavailable);
    const unchecked = await signIn(auth);
    done({ aborted, signedOut, unchecked });
  `);
  const aborted = {
    code: "aborted",
    message:
      "aborted: the call was given up, by its AbortSignal or by a sign-out, here or in another tab. See spa-authorize/docs/errors.md#aborted",
  };
  assert.deepEqual(found, {
    aborted: { ...aborted, asked: ["token", "keys"] },
    signedOut: { ...aborted, asked: ["token"] },
    unchecked: { ...aborted, asked: ["token"] },
  });
});
