// What the browser says of a signature or a key, and what comes of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage as run } from "./page.mjs";

test("a signature that the browser cannot check is none, and one that it refuses is wrong, with its own error", (t) => {
  const found = run(t, `
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const auth = oidc({ ...own, ...endpoints, idTokenSigningAlgs: ["EdDSA"] });
    answers["/jwks"] = json({ keys: [{ kty: "OKP", crv: "Ed25519", x: "A".repeat(43) }] });
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode("AT")));
    const right = Buffer.from(digest.slice(0, 32)).toString("base64url");
    const signIn = async (name, responseType, at_hash) => {
      crypto.subtle.importKey = async () => {
        throw new DOMException("no", name);
      };
      const sent = new URL(auth.createAuthorizeUrl({ responseType })).searchParams;
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: ISSUER, sub: "ada", aud: "c", exp: now + 60, iat: now, nonce: sent.get("nonce"), at_hash };
      const id_token = [{ alg: "EdDSA" }, claims].map(encode).join(".") + "." + "A".repeat(86);
      answers["/token"] = json({ access_token: "AT", token_type: "Bearer", id_token });
      const response = responseType === "code" ? "?code=C" : "#id_token=" + id_token;
      const url = own.redirectUri + response + "&state=" + sent.get("state");
      return auth.handleCallback({ url }).then(({ signature }) => signature, ({ code, cause }) => [code, cause?.name]);
    };
    done([
      await signIn("NotSupportedError", "code"),
      await signIn("NotSupportedError", "code", right),
      await signIn("NotSupportedError", "code", "A".repeat(43)),
      await signIn("NotSupportedError", "id_token"),
      await signIn("DataError", "code"),
      await signIn("DataError", "id_token"),
    ]);
  `);
  assert.deepEqual(found, [
    "not-checked",
    "not-checked",
    ["id-token-at-hash-mismatch", null],
    ["signature-unavailable", "NotSupportedError"],
    // FLD-10
    ["id-token-key-unusable", "DataError"],
    ["id-token-key-unusable", "DataError"],
  ]);
});

test("a key is imported once for each algorithm, and not once for all", (t) => {
  const found = run(t, `
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const hash = "SHA-256";
    const names = { RS256: "RSASSA-PKCS1-v1_5", PS256: "RSA-PSS" };
    const rsa = { name: names.RS256, hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
    const { privateKey, publicKey } = await crypto.subtle.generateKey(rsa, true, ["sign", "verify"]);
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", privateKey);
    const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey);
    answers["/jwks"] = json({ keys: [{ kty, n, e }] });
    const keys = {};
    for (const [alg, name] of Object.entries(names)) {
      keys[alg] = await crypto.subtle.importKey("pkcs8", pkcs8, { name, hash }, false, ["sign"]);
    }
    const imports = [];
    const { importKey } = crypto.subtle;
    crypto.subtle.importKey = (...args) => (imports.push(args[2].name), importKey.apply(crypto.subtle, args));

    const auth = oidc({ ...own, ...endpoints, idTokenSigningAlgs: ["RS256", "PS256"] });
    const signIn = async (alg) => {
      const sent = new URL(auth.createAuthorizeUrl({ responseType: "id_token" })).searchParams;
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: ISSUER, sub: "ada", aud: "c", exp: now + 60, iat: now, nonce: sent.get("nonce") };
      const data = [{ alg }, claims].map(encode).join(".");
      const by = { name: names[alg], saltLength: 32 };
      const signature = Buffer.from(await crypto.subtle.sign(by, keys[alg], Buffer.from(data))).toString("base64url");
      return outcome(auth.handleCallback({ url: "#id_token=" + data + "." + signature + "&state=" + sent.get("state") }));
    };
    done([await signIn("RS256"), await signIn("PS256"), await signIn("RS256"), imports]);
  `);
  assert.deepEqual(found, ["signed-in", "signed-in", "signed-in", ["RSASSA-PKCS1-v1_5", "RSA-PSS"]]);
});
