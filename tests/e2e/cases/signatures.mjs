// The check of signatures by the browser's own WebCrypto. The keys and the tokens are the page's: no provider signs
// by all of these, or badly on demand.

import assert from "node:assert/strict";

import { begin, handleCallback, passProvider } from "../app.mjs";
import { becomeProvider } from "../page_provider.mjs";

const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

export function cases(it) {
  for (const alg of ALGORITHMS) {
    // J-8, ATK-37, OIDC-6
    it(`an ID token signed by ${alg} is verified, and no changed signature is`, async ({ driver, page }) => {
      page.clients = { first: { ...page.optionsFor("first"), idTokenSigningAlgs: ALGORITHMS } };
      await driver.get(page.url);
      await driver.executeScript(becomeProvider, alg);
      const signIns = await driver.executeScript(async () => {
        const { provider } = window;
        const by = (change) => provider.signIn({ sign: async (text) => change(await provider.sign(text)) });
        return [
          await by((bytes) => bytes),
          await by((bytes) => bytes.map((byte) => byte ^ 0x5a)),
          await by((bytes) => bytes.map(() => 0)),
        ];
      });
      const [good, changed, zeros] = signIns;
      assert.deepEqual([good.kind, good.signature, good.sub], ["signed-in", "verified", "ada"]);
      assert.equal(changed.code, "id-token-signature-invalid");
      assert.equal(zeros.code, "id-token-signature-invalid");
    });
  }

  // FLD-10
  it("a key whose numbers begin with zeros or are padded is the same key in every engine", async ({ driver, page }) => {
    page.clients = { first: { ...page.optionsFor("first"), idTokenSigningAlgs: ALGORITHMS } };
    for (const alg of ["RS256", "ES384"]) {
      await driver.get(page.url);
      await driver.executeScript(becomeProvider, alg);
      const outcome = await driver.executeScript(() => {
        const { provider } = window;
        const withZero = (text) => {
          const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
          return `${provider.encode(Uint8Array.from(`\0${bytes}`, (char) => char.charCodeAt(0)))}==`;
        };
        for (const name of ["n", "e", "x", "y"]) {
          if (name in provider.keys[0]) provider.keys[0][name] = withZero(provider.keys[0][name]);
        }
        return provider.signIn();
      });
      assert.deepEqual([alg, outcome.kind, outcome.signature], [alg, "signed-in", "verified"]);
    }
  });

  // FLD-10
  it("a key that no engine can use is named, and accuses nobody", async ({ driver, page }) => {
    page.clients = { first: { ...page.optionsFor("first"), idTokenSigningAlgs: ALGORITHMS } };
    await driver.get(page.url);
    await driver.executeScript(becomeProvider, "RS256");
    const outcome = await driver.executeScript(() => {
      const { provider } = window;
      const [{ kty, kid, e }] = provider.keys;
      provider.keys = [{ kty, kid, e }];
      return provider.signIn();
    });
    assert.equal(outcome.code, "id-token-key-unknown");
    assert.match(outcome.message, /"n"/);
  });

  for (const alg of ["RS256", "PS384", "ES512", "EdDSA"]) {
    // OIDC-13, ATK-46
    it(`beside an ID token signed by ${alg} no other access token is taken`, async ({ driver, page }) => {
      page.clients = { first: { ...page.optionsFor("first"), idTokenSigningAlgs: ALGORITHMS } };
      await driver.get(page.url);
      await driver.executeScript(becomeProvider, alg);
      const [good, other] = await driver.executeScript(async () => {
        const { provider } = window;
        const by = async (access_token, hashed) => {
          const { state, nonce } = provider.begin({ responseType: "id_token token" });
          const at_hash = await provider.atHash(hashed);
          const id_token = await provider.token(provider.claims(nonce, { at_hash }));
          return provider.answer({ state, access_token, token_type: "Bearer", id_token });
        };
        return [await by("AT", "AT"), await by("XT", "AT")];
      });
      assert.deepEqual([good.kind, good.signature], ["signed-in", "verified"]);
      assert.equal(other.code, "id-token-at-hash-mismatch");
    });
  }

  it("a changed signature in a real provider's response is refused, and the sign-in is over", async (world) => {
    const { driver, page } = world;
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
