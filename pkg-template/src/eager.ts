// What the main entry has at once: the module comes with it.

import { makeClient } from "./client.js";
import { compile, type InitializeOptions } from "./module.js";
import { page } from "./page.js";

/**
 * Compiles the module ahead of its first use, once. Needed only where a page cannot compile it synchronously, as in
 * Chrome 114, or to load the separate `spa-authorize/module.wasm` instead of the inlined copy.
 *
 * @throws {@link EnvironmentError} `module-blocked`.
 */
export function initialize(options?: InitializeOptions): Promise<void> {
  return compile(page, options);
}

/**
 * A client of one provider, under the name of its factory.
 *
 * @internal
 */
export function client<Made>(provider: string, options: object): Made {
  return makeClient(page, provider, options);
}
