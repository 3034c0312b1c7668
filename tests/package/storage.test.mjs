import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { PAGE } from "./page.mjs";

/** A page whose storage keeps its records anywhere but in properties of its own, as a stand-in for the browser's may. */
const APP = `
  import { oidc } from "spa-authorize";

  ${PAGE}

  const auth = oidc({
    issuer: "https://op.example",
    authorizationEndpoint: "https://op.example/authorize",
    tokenEndpoint: "https://op.example/token",
    endSessionEndpoint: "https://op.example/logout",
    jwksUri: "https://op.example/jwks",
    clientId: "c",
    redirectUri: "https://app.example/callback",
  });
  for (let time = 0; time < 25; time++) auth.createAuthorizeUrl();
  const kept = records.size;
  await auth.signOut();
  console.log(JSON.stringify({ kept, left: records.size }));
`;

test("a storage of any kind keeps 20 sign-ins, and none after a logout", (t) => {
  const found = runInNode(createConsumer(t, { "app.mjs": APP }), "app.mjs");
  assert.deepEqual(found, { kept: 20, left: 0 });
});
