import { oidc } from "spa-authorize";

import { chosenStore } from "./store";

/** What the user was doing, to have back after the sign-in. */
export interface Work {
  draft: string;
}

export const issuer = setting("issuer");

/** What a provider knows this app by. */
export const app = {
  clientId: setting("client-id"),
  redirectUri: `${location.origin}/callback`,
};

const store = chosenStore();

export const auth = oidc<Work>({
  ...app,
  issuer,
  scope: "openid profile email",
  session: {
    store,
    // This demo shows what lies there.
    dangerouslyKeepBearerTokens: store === "device",
    apis: "self",
    // Not ahead of time, so that one can watch an access token end. Apps leave this out.
    renewBeforeSeconds: 0,
  },
});

/** What came of a page load. */
export type Arrived = Awaited<ReturnType<typeof auth.answer>>;

function setting(name: string): string {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (meta === null) throw new Error(`<meta name="${name}"> is missing`);
  return meta.content;
}
