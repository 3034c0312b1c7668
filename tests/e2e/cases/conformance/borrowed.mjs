// What the suite asks of clients in other profiles (FAPI, back-channel logout), where it is a matter of responses or of
// ID tokens. Tests are named after the ends of the modules' names. "iat-is-week-in-past" is not among them: how old an
// ID token may be is what "exp" says, and there is no option beside it.

import assert from "node:assert/strict";

import { appended, replaced, unsigned, without } from "./mutations.mjs";
import { plan } from "./plan.mjs";

export function cases(it) {
  const code = plan(it, "Borrowed");
  const fragment = plan(it, "Borrowed", { responseType: "id_token token", suffix: " (id_token token)" });

  authorizationResponses(code, fragment);
  idTokens(code);
  tokenResponses(code, "tokenResponse");
  tokenResponses(fragment, "authorizationResponse");
  code.accepts("no-scope-in-token-endpoint-response", { tokenResponse: without("scope") }, {
    request: { scope: "openid email" },
    check: ({ result }) => assert.deepEqual(result.tokens.scope, ["openid", "email"]),
  });
  logoutTokens(plan(it, "Borrowed: rp-backchannel, a logout token for an ID token"));
}

function authorizationResponses(code, fragment) {
  for (const { aborts, leavesAlone } of [code, fragment]) {
    aborts("invalid-authorization-response-iss", "issuer-mismatch", { ...PROMISED, ...response(withIss("1")) });
    aborts("invalid-authorization-response-iss, unpromised", "issuer-mismatch", response(withIss("1")));
    leavesAlone("with-invalid-state-fails", UNKNOWN, response(appended("state")));
  }
  code.accepts("a promised iss that is right", { ...PROMISED, ...response(withIss("")) });
  code.aborts("remove-authorization-response-iss", "issuer-missing", PROMISED);
  // RFC 9207 §4: the ID token beside it says who the issuer is.
  fragment.accepts("remove-authorization-response-iss", PROMISED);

  // A code alone may be the app's own.
  code.leavesAlone("with-invalid-missing-state-fails", { kind: "none" }, response(without("state")));
  fragment.leavesAlone("with-invalid-missing-state-fails", { kind: "not-ours", reason: "state-missing" }, response(without("state")));
}

function idTokens({ accepts, refuses }) {
  refuses("invalid-secondary-aud", "id-token-authorized-party-mismatch", { claims: withAudiences("another") });
  accepts("valid-aud-as-array", { claims: withAudiences() });
  for (const claim of ["exp", "iss", "nonce"]) {
    refuses(`invalid-missing-${claim}`, "id-token-claim-missing", { claims: without(claim) });
  }
  refuses("invalid-expired-exp", "id-token-expired", { claims: (right) => ({ ...right, exp: right.iat - 301 }) });
  refuses("invalid-alternate-alg", "id-token-algorithm", { alg: "ES256", ...RS256_LISTED });
  accepts("missing-athash", { claims: without("at_hash") });
}

function tokenResponses({ accepts }, where) {
  accepts("token-type-case-insensitivity", { [where]: replaced({ token_type: "bEARER" }) }, {
    check: ({ result }) => assert.equal(result.tokens.tokenType, "bEARER"),
  });
  accepts("without-expires_in", { [where]: without("expires_in") }, {
    check: ({ result }) => assert.equal(result.tokens.expiresAt, null),
  });
}

/** OpenID Connect Back-Channel Logout 1.0 §2.4. Where `typ` does not tell it, the claims do. */
function logoutTokens({ refuses }) {
  const untyped = (change = asItIs) => ({ claims: (right) => change(asLogoutToken(right), right) });
  const typed = (change) => ({ header: replaced({ typ: "logout+jwt" }), ...untyped(change) });

  refuses("as it should be", "id-token-type", typed());
  refuses("as it should be, untyped", "id-token-claim-missing", untyped());
  refuses("with-nonce", "id-token-type", typed((own, { nonce }) => ({ ...own, nonce })));
  // §2.4 forbids the nonce for this very reason; "events" is what still tells it.
  refuses("with-nonce, untyped", "id-token-type", untyped((own, { nonce }) => ({ ...own, nonce })));
  refuses("alg-none", "id-token-malformed", { ...typed(), ...unsigned });
  refuses("wrong-alg", "id-token-algorithm", { ...untyped(), alg: "ES256", ...RS256_LISTED });
  refuses("wrong-iss", "id-token-issuer-mismatch", untyped(appended("iss")));
  refuses("wrong-aud", "id-token-audience-mismatch", untyped(appended("aud")));
  refuses("wrong-event", "id-token-claim-missing", untyped(replaced({ events: { "urn:example:another": {} } })));
  refuses("no-event", "id-token-claim-missing", untyped(without("events")));
}

function asLogoutToken({ nonce, at_hash, ...claims }) {
  return { ...claims, jti: "1", sid: "1", events: { "http://schemas.openid.net/event/backchannel-logout": {} } };
}

function asItIs(right) {
  return right;
}

function response(change) {
  return { authorizationResponse: change };
}

function withIss(end) {
  return (right, issuer) => ({ ...right, iss: issuer + end });
}

function withAudiences(...others) {
  return (right) => ({ ...right, aud: [right.aud, ...others] });
}

const PROMISED = { metadata: replaced({ authorization_response_iss_parameter_supported: true }) };
const RS256_LISTED = { metadata: replaced({ id_token_signing_alg_values_supported: ["RS256"] }) };

const UNKNOWN = { kind: "not-ours", reason: "unknown-state" };
