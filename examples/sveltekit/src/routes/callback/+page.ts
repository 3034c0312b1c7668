import { redirect } from "@sveltejs/kit";

import { session } from "#lib/session.svelte.ts";

// #region callback
/** After a refusal it goes home: the guarded route would ask the provider again, and again. */
export function load() {
  redirect(307, session.returnTo);
}
// #endregion
