import { session } from "#lib/auth.ts";

// #region guard
/** For every page in this folder. */
export async function load({ url }) {
  await session.require(url);
}
// #endregion
