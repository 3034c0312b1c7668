import { open as openUnsigned } from "./oauth4webapi.js";

export { accessToken } from "./oauth4webapi.js";

/** The same, with the ID token's signature checked too, which it leaves to choose. */
export function open() {
  return openUnsigned(true);
}
