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
    assert.deepEqual(spa[name].toSorted(), namesIn(file, pattern));
  });
}

test("the types of a session have the reasons and the statuses of Rust", () => {
  const types = fromRepository("pkg-template/src/session.ts");
  const quoted = (text) => Array.from(text.matchAll(/"([a-z-]+)"/g), ([, word]) => word).sort();
  const [, reasons] = types.match(/type SignedOutReason =([^;]+);/);
  assert.deepEqual(quoted(reasons), namesIn("src/machine/status.rs", /SignedOut::\w+ => "([a-z-]+)"/g));
  const [, ends] = types.match(/ {2}revoked: ([^;]+);/);
  assert.deepEqual(quoted(ends), namesIn("src/sign_out/revocation.rs", /Revoked::\w+(?:\(_\))? => "([a-z-]+)"/g));
  const statuses = Array.from(types.matchAll(/readonly status: ([^;]+);/g), ([, text]) => quoted(text)).flat().sort();
  const written = namesIn("src/exports/snapshot.rs", /(?:status: |signed_in\()"([a-z-]+)"/g);
  assert.deepEqual(statuses, [...written, "unknown"].sort());
});

test("each class of errors has a list of codes", () => {
  const classes = Object.keys(spa).filter((name) => name.endsWith("Error") && name !== "SignInError");
  assert.deepEqual(Object.keys(spa.ERROR_CODES).toSorted(), classes.toSorted());
});

function namesIn(file, pattern) {
  const names = new Set(Array.from(fromRepository(file).matchAll(pattern), ([, text]) => text));
  assert.ok(names.size > 2, file);
  return [...names].toSorted();
}
