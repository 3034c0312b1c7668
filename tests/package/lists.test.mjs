// The lists that an app can read at run time are those of Rust.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as spa from "../../www/node_modules/spa-authorize/index.js";
import { fromRepository } from "./consumer.mjs";

const LISTS = {
  RESULT_KINDS: ["src/exports/results.rs", /(?:of_kind|with_app_data)\("([a-z-]+)"/g],
  NOT_OURS_REASONS: ["src/callback/result.rs", /NotOurs::\w+ => "([a-z-]+)"/g],
  RESPONSE_TYPES: ["src/protocol/response_type.rs", /ResponseType::\w+ => "([a-z_ ]+)"/g],
  SIGNING_ALGORITHMS: ["src/protocol/algorithm.rs", /Algorithm::\w+ => "(\w+)"/g],
};

for (const [name, [file, pattern]] of Object.entries(LISTS)) {
  test(`${name} is the list of ${file}`, () => {
    const own = new Set(Array.from(fromRepository(file).matchAll(pattern), ([, text]) => text));
    assert.ok(own.size > 2, file);
    assert.deepEqual(spa[name].toSorted(), [...own].toSorted());
  });
}

test("each class of errors has a list of codes", () => {
  const classes = Object.keys(spa).filter((name) => name.endsWith("Error") && name !== "SignInError");
  assert.deepEqual(Object.keys(spa.ERROR_CODES).toSorted(), classes.toSorted());
});
