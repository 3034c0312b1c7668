// What the comprehensive plan has beyond the others, as far as it is for a client in a browser.

import assert from "node:assert/strict";

import { appended, flipped, replaced, without } from "./mutations.mjs";
import { plan } from "./plan.mjs";

export function cases(it) {
  const { accepts, refuses, discards, staysHome } = plan(it, "Comprehensive");

  refuses("oidcc-client-test-missing-aud", "id-token-claim-missing", { claims: without("aud") });
  const badlySigned = { alg: "ES256", signature: flipped };
  refuses("oidcc-client-test-invalid-sig-es256", "id-token-signature-invalid", badlySigned, { keys: 1 });
  staysHome("oidcc-client-test-invalid-sig-hs256", "metadata-invalid", { alg: "HS256", signature: flipped });
  refuses("oidcc-client-test-invalid-sig-hs256, though RS256 alone is listed", "id-token-algorithm", {
    alg: "HS256",
    metadata: replaced({ id_token_signing_alg_values_supported: ["RS256"] }),
  });

  accepts("oidcc-client-test-userinfo-bearer-header", {}, {
    check({ result, log }) {
      const { method, url, headers, parameters } = log.at(-1);
      assert.deepEqual([method, parameters], ["GET", {}]);
      assert.equal(headers.authorization, `Bearer ${result.tokens.accessToken}`);
      assert.equal(url.includes(result.tokens.accessToken), false);
    },
  });
  const signed = { userinfo: (claims, sign) => sign(claims) };
  discards("oidcc-client-test-userinfo-signed", "response-not-json", signed, "NetworkError");
  accepts("oidcc-client-test-aggregated-claims", { userinfo: replaced(AGGREGATED) }, {
    check: ({ userInfo }) => assert.deepEqual(userInfo, { sub: "ada", ...AGGREGATED }),
  });
  // Where they are is told, and nobody is asked.
  accepts("oidcc-client-test-distributed-claims", { userinfo: replaced(DISTRIBUTED) }, {
    check: ({ userInfo }) => assert.deepEqual(userInfo, { sub: "ada", ...DISTRIBUTED }),
  });
  accepts("oidcc-client-test-distributed-claims, in the ID token", { claims: replaced(DISTRIBUTED) }, {
    check: ({ result }) => assert.deepEqual(result.claims._claim_sources, DISTRIBUTED._claim_sources),
  });
}

/** OpenID Connect Core §5.6.2. */
const AGGREGATED = {
  _claim_names: { shoe_size: "shop" },
  _claim_sources: { shop: { JWT: "e30.e30.c2lnbmVk" } },
};
const DISTRIBUTED = {
  _claim_names: { shoe_size: "shop" },
  _claim_sources: { shop: { endpoint: "https://shop.example/claims", access_token: "shop" } },
};
