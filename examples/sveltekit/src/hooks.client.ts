import type { ClientInit, HandleClientError } from "@sveltejs/kit/hooks";

import { explain, session } from "#lib/auth.ts";

// #region start
/** Before the router starts, which would keep the response in its address. */
export const init: ClientInit = async () => void (await session.started);
// #endregion

/** The guard rejects where the user has refused, or the provider cannot be reached. */
export const handleError: HandleClientError = ({ error }) => ({ message: explain(error) });
