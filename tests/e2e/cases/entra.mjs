// Microsoft, as far as its documentation says what it sends.

import assert from "node:assert/strict";

import { createAuthorizeUrl, goTo, handleCallback } from "../app.mjs";
import { CONTOSO, PERSONAL } from "../entra.mjs";

export function cases(it) {
  // FLD-8
  it("Microsoft: any tenant's user signs in, and a tenant that may not does not", async (world) => {
    const any = await signIn(world, { tenant: "common" });
    assert.deepEqual([any.kind, any.signature, any.claims?.tid], ["signed-in", "verified", CONTOSO]);
    const personal = await signIn(world, { tenant: "organizations" }, { tid: PERSONAL });
    assert.equal(personal.code, "id-token-issuer-mismatch");
  });

  // FLD-8, FLD-9
  for (const policiesInQuery of [false, true]) {
    it(`Microsoft: a policy of Azure AD B2C in the ${policiesInQuery ? "query" : "path"} signs in`, async (world) => {
      const policy = `B2C_1_${policiesInQuery ? "query" : "path"}`;
      const found = await signIn(world, { tenant: "contoso.onmicrosoft.com", policy }, { policiesInQuery });
      assert.deepEqual([found.kind, found.claims?.tfp, found.tokens?.accessToken], ["signed-in", policy, undefined]);
    });
  }
}

async function signIn({ driver, page, entra }, options, changes) {
  entra.reset();
  Object.assign(entra, changes);
  page.clients = {
    entra: {
      factory: "entra",
      domain: entra.host,
      dangerouslyAllowHttpEndpoints: true,
      clientId: "c",
      redirectUri: `${page.url}/callback`,
      ...options,
    },
  };
  await driver.get(page.url);
  await driver.executeScript(() => window.clients.entra.ready());
  const url = await createAuthorizeUrl(driver, "entra", { returnTo: "/inbox" });
  await goTo(driver, url);
  return handleCallback(driver, "entra");
}
