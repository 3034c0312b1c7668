import { redirect } from "@sveltejs/kit";

import { auth, session } from "#lib/session.svelte.ts";

// #region guard
/** For every page in this folder. Not `signIn`, which would leave when a link is hovered over, and so preloaded. */
export async function load({ url }) {
  if (session.user) return { user: session.user };
  await auth.ready();
  redirect(307, auth.createAuthorizeUrl({ returnTo: url.href }), { external: true });
}
// #endregion
