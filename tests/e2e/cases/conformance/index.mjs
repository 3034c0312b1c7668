// The OpenID Foundation's conformance cases for relying parties, as far as they are for a client in a browser. Each is
// a test of its own, named after its plan and its module; the provider is one of the tests' own.

import * as basic from "./basic.mjs";
import * as borrowed from "./borrowed.mjs";
import * as comprehensive from "./comprehensive.mjs";
import * as config from "./config.mjs";
import * as implicit from "./implicit.mjs";
import * as op from "./op.mjs";

export function cases(it) {
  for (const { cases } of [basic, implicit, config, comprehensive, op, borrowed]) cases(it);
}
