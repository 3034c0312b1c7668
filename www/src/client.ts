import { oidc } from "spa-authorize";

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

export const auth = oidc<Work>({
  ...app,
  issuer,
  scope: "openid profile email",
});

function setting(name: string): string {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (meta === null) throw new Error(`<meta name="${name}"> is missing`);
  return meta.content;
}
