import type { ClientInit, HandleClientError } from "@sveltejs/kit/hooks";

import { session } from "#lib/session.svelte.ts";

// #region start
/** Before the router starts, which would keep the response in its address. */
export const init: ClientInit = () => session.start();
// #endregion

/** A guard cannot reach the provider, for example. */
export const handleError: HandleClientError = ({ error }) => ({
  message: error instanceof Error ? error.message : "Something went wrong.",
});
