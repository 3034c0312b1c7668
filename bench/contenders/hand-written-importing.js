import { importedKey, open as openHandWritten } from "./hand-written.js";

/** The same, with the key imported anew for each token. */
export function open() {
  return openHandWritten(importedKey);
}
