import { redirect } from "@sveltejs/kit";

import { session } from "#lib/auth.ts";

// #region callback
export async function load() {
  const { returnTo = "/" } = await session.started;
  redirect(307, returnTo);
}
// #endregion
