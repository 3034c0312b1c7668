// The Basic plan: the code flow. "client-secret-basic" is not among its modules here, since a browser has no secret.

import assert from "node:assert/strict";

import { USER } from "../../misbehaving.mjs";
import { appended, flipped, oneOfEachWithoutKeyId, unsigned, without, withoutKeyIds } from "./mutations.mjs";
import { plan } from "./plan.mjs";

export function cases(it) {
  const { accepts, refuses, discards } = plan(it, "Basic");

  accepts("oidcc-client-test", {});
  refuses("oidcc-client-test-invalid-iss", "id-token-issuer-mismatch", { claims: appended("iss") });
  refuses("oidcc-client-test-missing-sub", "id-token-claim-missing", { claims: without("sub") });
  refuses("oidcc-client-test-invalid-aud", "id-token-audience-mismatch", { claims: appended("aud") });
  refuses("oidcc-client-test-missing-iat", "id-token-claim-missing", { claims: without("iat") });
  refuses("oidcc-client-test-nonce-invalid", "id-token-nonce-mismatch", { claims: appended("nonce") });
  accepts("oidcc-client-test-kid-absent-single-jwks", { keySet: oneOfEachWithoutKeyId });
  refuses("oidcc-client-test-kid-absent-multiple-jwks", "id-token-key-ambiguous", { keySet: withoutKeyIds }, ONCE);
  accepts("oidcc-client-test-idtoken-sig-rs256", { alg: "RS256" });
  // Its third part is empty, as no JWS with a signature may be, and that shows before its header does.
  refuses("oidcc-client-test-idtoken-sig-none", "id-token-malformed", unsigned);
  refuses("oidcc-client-test-idtoken-sig-none, with a signature", "id-token-algorithm", { header: unsigned.header });
  refuses("oidcc-client-test-invalid-sig-rs256", "id-token-signature-invalid", { signature: flipped }, ONCE);
  discards("oidcc-client-test-userinfo-invalid-sub", "userinfo-subject-mismatch", {
    userinfo: appended("sub", "invalid"),
  });
  accepts("oidcc-client-test-scope-userinfo-claims", {}, {
    request: { scope: "openid profile email phone address" },
    check: ({ userInfo }) => assert.deepEqual(userInfo, USER),
  });
}

const ONCE = { keys: 1 };
