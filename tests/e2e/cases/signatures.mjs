// The check of signatures by the browser's own WebCrypto. The keys and the tokens are the page's: no provider signs
// by all of these, or badly on demand.

import assert from "node:assert/strict";

import { begin, handleCallback, passProvider } from "../app.mjs";

const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

export function cases(it) {
  for (const alg of ALGORITHMS) {
    it(`an ID token signed by ${alg} is verified, and no changed signature is`, async ({ driver, page }) => {
      page.clients = { first: { ...page.optionsFor("first"), idTokenSigningAlgs: ALGORITHMS } };
      await driver.get(page.url);
      await driver.executeScript(becomeProvider, alg);
      const good = await driver.executeScript(() => window.signIn((bytes) => bytes));
      assert.deepEqual(good, { kind: "signed-in", signature: "verified", sub: "ada" });
      const changed = await driver.executeScript(() => window.signIn((bytes) => bytes.map((byte) => byte ^ 0x5a)));
      assert.equal(changed.code, "id-token-signature-invalid");
      const zeros = await driver.executeScript(() => window.signIn((bytes) => bytes.map(() => 0)));
      assert.equal(zeros.code, "id-token-signature-invalid");
    });
  }

  it("a changed signature in a real provider's response is refused, and the sign-in is over", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first", { responseType: "id_token", returnTo: "/inbox" });
    page.headHtml = `<script>
      const changed = location.hash.replace(/(id_token=[^&]*\\.)(.)/, (all, head, c) => head + (c === "A" ? "B" : "A"));
      history.replaceState(null, "", changed);
    </script>`;
    await passProvider(driver, "alice");
    const { name, code, returnTo } = await handleCallback(driver, "first");
    assert.deepEqual([name, code, returnTo], ["CallbackError", "id-token-signature-invalid", "/inbox"]);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  });
}

/** Gives the page a provider of its own: a key for the algorithm, and tokens signed by it. Runs in the page. */
async function becomeProvider(alg) {
  const rsa = (name, hash) => ({ name, hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) });
  const parameters = {
    RS: (bits) => rsa("RSASSA-PKCS1-v1_5", `SHA-${bits}`),
    PS: (bits) => ({ ...rsa("RSA-PSS", `SHA-${bits}`), saltLength: bits / 8 }),
    ES: (bits) => ({ name: "ECDSA", namedCurve: bits === 512 ? "P-521" : `P-${bits}`, hash: `SHA-${bits}` }),
    Ed: () => ({ name: "Ed25519" }),
  };
  const encode = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replace(/[+/]/g, (c) => (c === "+" ? "-" : "_")).replace(/=+$/, "");
  const segment = (value) => encode(new TextEncoder().encode(JSON.stringify(value)));

  const algorithm = parameters[alg.slice(0, 2)](Number(alg.slice(2)));
  const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const kid = "the only key";
  const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey("jwk", publicKey);
  window.fetch = async () => new Response(JSON.stringify({ keys: [{ ...jwk, kid }] }));

  window.signIn = async (change) => {
    const url = new URL(window.clients.first.createAuthorizeUrl({ responseType: "id_token" }));
    const now = Math.floor(Date.now() / 1000);
    const { issuer: iss, clientId: aud, redirectUri } = window.options.first;
    const nonce = url.searchParams.get("nonce");
    const signed = `${segment({ alg, kid })}.${segment({ iss, aud, sub: "ada", nonce, iat: now, exp: now + 60 })}`;
    const signature = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(signed)));
    const token = `${signed}.${encode(change(signature))}`;
    const answer = `${redirectUri}#id_token=${token}&state=${url.searchParams.get("state")}`;
    const outcome = await window.outcome(() => window.clients.first.handleCallback({ url: answer }));
    return outcome.code ? outcome : { kind: outcome.kind, signature: outcome.signature, sub: outcome.claims.sub };
  };
}
