// The Implicit plan, once for each of its two flows.

import assert from "node:assert/strict";

import { USER } from "../../misbehaving.mjs";
import { appended, flipped, oneOfEachWithoutKeyId, without, withoutKeyIds } from "./mutations.mjs";
import { plan } from "./plan.mjs";

export function cases(it) {
  for (const responseType of ["id_token", "id_token token"]) modules(it, responseType);

  const { refuses, discards } = planFor(it, "id_token token");
  refuses("oidcc-client-test-invalid-athash", "id-token-at-hash-mismatch", { claims: appended("at_hash") });
  refuses("oidcc-client-test-missing-athash", "id-token-claim-missing", { claims: without("at_hash") });
  discards("oidcc-client-test-userinfo-invalid-sub", "userinfo-subject-mismatch", {
    userinfo: appended("sub", "invalid"),
  });
}

function modules(it, responseType) {
  const { accepts, refuses } = planFor(it, responseType);

  accepts("oidcc-client-test", {});
  refuses("oidcc-client-test-invalid-iss", "id-token-issuer-mismatch", { claims: appended("iss") });
  refuses("oidcc-client-test-missing-sub", "id-token-claim-missing", { claims: without("sub") });
  refuses("oidcc-client-test-invalid-aud", "id-token-audience-mismatch", { claims: appended("aud") });
  refuses("oidcc-client-test-missing-iat", "id-token-claim-missing", { claims: without("iat") });
  refuses("oidcc-client-test-nonce-invalid", "id-token-nonce-mismatch", { claims: appended("nonce") });
  accepts("oidcc-client-test-nonce-unless-code-flow", {}, {
    check({ result, log }) {
      const { nonce } = log.find(({ endpoint }) => endpoint === "authorize").parameters;
      assert.match(nonce, /^[\w-]{43}$/);
      assert.equal(result.claims.nonce, nonce);
    },
  });
  accepts("oidcc-client-test-kid-absent-single-jwks", { keySet: oneOfEachWithoutKeyId });
  refuses("oidcc-client-test-kid-absent-multiple-jwks", "id-token-key-ambiguous", { keySet: withoutKeyIds }, ONCE);
  accepts("oidcc-client-test-idtoken-sig-rs256", { alg: "RS256" });
  refuses("oidcc-client-test-invalid-sig-rs256", "id-token-signature-invalid", { signature: flipped }, ONCE);
  accepts("oidcc-client-test-scope-userinfo-claims", {}, {
    request: { scope: "openid profile email phone address" },
    // Core §5.4: without an access token they are in the ID token.
    check: ({ result, userInfo }) => assert.deepEqual(pick(userInfo ?? result.claims), USER),
  });
}

function planFor(it, responseType) {
  return plan(it, "Implicit", { responseType, suffix: ` (${responseType})` });
}

function pick(claims) {
  return Object.fromEntries(Object.keys(USER).map((name) => [name, claims[name]]));
}

const ONCE = { keys: 1 };
