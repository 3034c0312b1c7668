// Whole sign-ins at Microsoft, as tests/e2e/entra.mjs plays it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { PAGE } from "./page.mjs";

const PROVIDER = new URL("../e2e/entra.mjs", import.meta.url).href;

/** An app whose browser follows where it is sent. */
const APP = `
  import { entra } from "spa-authorize";
  import { CONTOSO, FABRIKAM, PERSONAL, startEntra } from ${JSON.stringify(PROVIDER)};

  ${PAGE}
  const provider = await startEntra("https://app.example");
  const client = (options) => entra({
    clientId: "c",
    redirectUri: "https://app.example/callback",
    domain: provider.host,
    dangerouslyAllowHttpEndpoints: true,
    ...options,
  });
  const signIn = async (options, request, changes) => {
    provider.reset();
    Object.assign(provider, changes);
    try {
      const auth = client(options);
      await auth.ready();
      const sent = auth.createAuthorizeUrl(request);
      const { headers } = await fetch(sent, { redirect: "manual" });
      location.href = headers.get("location");
      const { kind, tokens, signature, claims } = await auth.handleCallback();
      return [kind, signature, claims.oid, claims.tid, tokens.accessToken, tokens.expiresAt === null];
    } catch ({ code, claim, member, error, errorDescription }) {
      return [code, claim ?? member ?? error, errorDescription].filter((word) => word !== undefined);
    }
  };
  const done = async (...signIns) => {
    const outcomes = [];
    for (const own of signIns) outcomes.push(await signIn(...own));
    console.log(JSON.stringify(outcomes));
    process.exit();
  };
`;

function run(t, body) {
  return runInNode(createConsumer(t, { "app.mjs": `${APP}${body}` }), "app.mjs");
}

const CONTOSO = "11111111-2222-4333-8444-55555555abcd";
const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
const of = (tid) => ["signed-in", "verified", "ada's object", tid, "AT", false];
const OTHER_TENANT = ["id-token-issuer-mismatch", "iss"];

// FLD-8
test("who signs in at Microsoft is of a tenant that may", (t) => {
  const found = run(t, `await done(
    [{ tenant: "common" }],
    [{ tenant: "common" }, {}, { tid: PERSONAL }],
    [{ tenant: "organizations" }],
    [{ tenant: "organizations" }, {}, { tid: PERSONAL }],
    [{ tenant: "consumers" }],
    [{ tenant: "consumers" }, {}, { tid: PERSONAL, keyIssuer: provider.url + "/" + PERSONAL + "/v2.0" }],
    [{ tenant: CONTOSO }],
    [{ tenant: CONTOSO.toUpperCase() }, {}, { tid: FABRIKAM }],
    [{ tenant: "contoso.onmicrosoft.com" }],
    [{ tenant: "contoso.onmicrosoft.com" }, {}, { tid: FABRIKAM }],
    [{ tenant: "unknown.onmicrosoft.com" }],
    [{ tenant: "common" }, {}, { claims: { tid: FABRIKAM } }],
    [{ tenant: "common" }, { responseType: "id_token" }],
  )`);
  assert.deepEqual(found, [
    of(CONTOSO),
    of(PERSONAL),
    of(CONTOSO),
    OTHER_TENANT,
    OTHER_TENANT,
    of(PERSONAL),
    of(CONTOSO),
    OTHER_TENANT,
    of(CONTOSO),
    OTHER_TENANT,
    ["metadata-issuer-mismatch", "issuer"],
    OTHER_TENANT,
    ["signed-in", "verified", "ada's object", CONTOSO, null, true],
  ]);
});

// FLD-8
test("a key of another tenant's signs for nobody else", (t) => {
  const found = run(t, `await done(
    [{ tenant: "common" }, {}, { keyIssuer: provider.url + "/" + PERSONAL + "/v2.0" }],
    [{ tenant: "organizations" }, {}, { keyIssuer: undefined }],
  )`);
  assert.deepEqual(found, [["id-token-key-unknown", "issuer"], of(CONTOSO)]);
});

// FLD-8, FLD-9
test("a policy of Azure AD B2C is in the path or in the query, and its token names it", (t) => {
  const found = run(t, `
    const b2c = { tenant: "contoso.onmicrosoft.com", policy: "B2C_1_sign_in" };
    await done(
      [b2c],
      [b2c, {}, { claims: { tfp: "b2c_1_Sign_In" } }],
      [b2c, {}, { claims: { tfp: "B2C_1_edit_profile" } }],
      [b2c, {}, { claims: { tfp: undefined, acr: "b2c_1_edit_profile" } }],
      [{ ...b2c, policy: "B2C_1_in_query" }, {}, { policiesInQuery: true }],
    )`);
  const signedIn = ["signed-in", "verified", null, null, null, true];
  const otherPolicy = (claim) => ["id-token-acr-mismatch", claim];
  assert.deepEqual(found, [signedIn, signedIn, otherPolicy("tfp"), otherPolicy("acr"), signedIn]);
});

// FLD-3
test("a refusal keeps Microsoft's error, whatever its text looks like", (t) => {
  const found = run(t, `await done(
    [{ tenant: "common" }, {}, { refusal: "error=access_denied&error_description=AADSTS65004%3a+User+declined" }],
    [{ tenant: "common" }, {}, {
      refusal: "error=access_denied&error_description=AADB2C90091%3a+La+personne+a+annul%u00e9+la+saisie.%0d%0a",
    }],
  )`);
  assert.deepEqual(found[0], ["authorization-refused", "access_denied", "AADSTS65004: User declined"]);
  assert.deepEqual(found[1].slice(0, 2), ["authorization-refused", "access_denied"]);
});
