import { openWith } from "./spa-authorize.js";

/** Kept for all tabs, which then must not renew at once. */
export const open = () => openWith({ store: "device", dangerouslyKeepBearerTokens: true });
