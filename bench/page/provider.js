// What the provider of the benchmark signs and answers, made in the page.

import { site } from "./site.js";

const CODE = "SplxlOBeZQQYbYS6WxSbIA";
const KEY_ID = "the-only-key";
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const RSA_2048 = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

const { privateKey, publicKey } = await crypto.subtle.generateKey(RSA_2048, true, ["sign", "verify"]);
const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: KEY_ID, use: "sig", alg: "RS256" };

/** The document at its `jwks_uri`. */
export const keySet = JSON.stringify({ keys: [jwk] });

/** Where the provider sends the browser back to: by default with a code. */
export function responseTo(asked, mark = "?", parameters = { code: CODE }) {
  const state = new URL(asked).searchParams.get("state");
  return site.redirectUri + mark + new URLSearchParams(state === null ? parameters : { ...parameters, state });
}

export function parameterOf(address, name) {
  const value = new URL(address).searchParams.get(name);
  if (!value) throw new Error(`${address} has no ${name}`);
  return value;
}

/** Some want the user beside the tokens, and some an access token that is a JWT: all get both. */
export async function tokensOf(nonce) {
  const accessToken = await signedToken({ aud: "api", sid: "a-session", jti: crypto.randomUUID() });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(accessToken));
  const hash = base64url(String.fromCharCode(...new Uint8Array(digest, 0, 16)));
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: 3600,
    scope: site.scope,
    id_token: await signedToken({ aud: site.clientId, nonce, at_hash: hash }),
    user: { id: "somebody", email: "somebody@example.com" },
  };
}

export async function signedToken(own) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: site.issuer, sub: "somebody", exp: now + 3600, iat: now, ...own };
  const parts = [{ alg: "RS256", typ: "JWT", kid: KEY_ID }, claims].map((part) => base64url(JSON.stringify(part)));
  const signed = parts.join(".");
  const signature = await crypto.subtle.sign(RS256, privateKey, new TextEncoder().encode(signed));
  return `${signed}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

function base64url(binary) {
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
