// What the suite's provider is like before it does anything wrong: oddities that are all allowed, and what it demands.

import assert from "node:assert/strict";

import { replaced } from "./mutations.mjs";
import { plan } from "./plan.mjs";

export function cases(it) {
  const code = (id) => plan(it, id);
  const fragment = (id) => plan(it, id, { responseType: "id_token token" });

  code("OP-1").accepts("an issuer that ends with a slash, which its metadata's address has once", {}, {
    check: ({ result, log }) => assert.equal(log[0].url, `${result.claims.iss}.well-known/openid-configuration`),
  });
  code("OP-1").staysHome("metadata of the issuer without its slash", "metadata-issuer-mismatch", {
    metadata: withoutLastCharacter("issuer"),
  });
  code("OP-1").refuses("an ID token of the issuer without its slash", "id-token-issuer-mismatch", {
    claims: withoutLastCharacter("iss"),
  });

  fragment("OP-2").accepts("response types in another word order", {
    metadata: replaced({ response_types_supported: ["token id_token"] }),
  });

  for (const alg of ["RS256", "ES256", "EdDSA"]) {
    fragment("OP-3").accepts(`${alg} by one of many keys, of which some are for nothing here`, { alg });
  }
  for (const alg of ["RS256", "ES256"]) {
    const mutation = { alg, signsBy: ({ use }) => use === "enc" };
    // Among the keys for signatures its id is unknown, so they are asked for once more.
    fragment("OP-3").refuses(`${alg} by a key for encryption`, "id-token-key-unknown", mutation, { keys: 2 });
  }

  plan(it, "OP-4", { responseType: "id_token" }).accepts("an ID token of what every one has, and no more", {}, {
    check({ result }) {
      assert.deepEqual(Object.keys(result.claims).sort(), ["aud", "exp", "iat", "iss", "nonce", "sub"]);
      assert.equal(result.claims.aud, "conformance");
    },
  });

  fragment("OP-5").accepts("a fragment without iss", {}, {
    check({ log }) {
      const { search, hash } = ofEndpoint(log, "authorize").answer;
      const names = [...new URLSearchParams(hash.slice(1)).keys()].sort();
      assert.deepEqual([search, names], ["", ["access_token", "expires_in", "id_token", "state", "token_type"]]);
    },
  });

  code("OP-6").accepts("state and nonce, of unreserved characters alone", {}, {
    check({ log }) {
      const { state, nonce } = ofEndpoint(log, "authorize").parameters;
      for (const value of [state, nonce]) assert.match(value, /^[\w.~-]{43}$/);
    },
  });

  code("OP-7").accepts("a request with all that is demanded, and nothing that nobody asked for", {}, {
    check({ log }) {
      const { parameters } = ofEndpoint(log, "authorize");
      assert.deepEqual(Object.keys(parameters).sort(), REQUEST);
      assert.deepEqual([parameters.scope, parameters.code_challenge_method], ["openid", "S256"]);
    },
  });
  code("OP-7").accepts("an exchange with a verifier that is the challenge's", {}, {
    check({ log }) {
      const { method, parameters, headers } = ofEndpoint(log, "token");
      assert.deepEqual([method, Object.keys(parameters).sort()], ["POST", EXCHANGE]);
      assert.equal(headers.authorization, undefined);
    },
  });

  for (const responseType of ["code", "id_token token"]) {
    plan(it, "OP-8", { responseType }).accepts(`the access token in no URL (${responseType})`, {}, {
      check({ result, log }) {
        const told = log.flatMap(({ url, headers }) => [url, headers.referer ?? ""]);
        assert.deepEqual(told.filter((text) => text.includes(result.tokens.accessToken)), []);
      },
    });
  }
}

function withoutLastCharacter(name) {
  return (right) => ({ ...right, [name]: right[name].slice(0, -1) });
}

function ofEndpoint(log, name) {
  return log.find(({ endpoint }) => endpoint === name);
}

const REQUEST = [
  "client_id",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
];

const EXCHANGE = ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"];
