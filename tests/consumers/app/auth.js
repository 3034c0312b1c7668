// The client of every app here. A test fills in where the app and its provider are.

import { oidc } from "spa-authorize";

const auth = oidc({ issuer: "{{issuer}}", clientId: "consumer", redirectUri: "{{app}}/callback" });

export function signIn() {
  return auth.signIn({ scope: "openid email" });
}

/** Who has come back from the provider; else in one word why nobody has. */
export async function user() {
  try {
    const result = await auth.handleCallback();
    return result.kind === "signed-in" ? result.claims.email : result.kind;
  } catch (error) {
    return error.code;
  }
}
