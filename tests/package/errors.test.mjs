// The codes: one list in Rust, in TypeScript and in the table of what to do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromRepository } from "./consumer.mjs";

const rust = fromRepository("src/error.rs");
const types = fromRepository("pkg-template/index.d.ts");

const GROUPS = ["Usage", "Provider", "Callback", "Environment", "Network"];

// Only the package can say that the module is not there.
const codesOfThePackage = { Environment: ["module-blocked"] };

for (const group of GROUPS) {
  test(`the ${group} codes of Rust and of TypeScript are the same list`, () => {
    const own = [...rust.matchAll(new RegExp(`Group::${group},\\s+"([a-z-]+)",`, "g"))].map((match) => match[1]);
    const declared = codesOf(group);
    assert.ok(own.length > 3);
    assert.deepEqual(declared.toSorted(), [...own, ...(codesOfThePackage[group] ?? [])].toSorted());
    assert.equal(new Set(declared).size, declared.length);
  });
}

test("the table of errors has a line for each code, sorted, with its class, a cause and a cure", () => {
  const rows = rowsOf("docs/errors.md").map(([code, group, ...words]) => {
    assert.equal(words.length, 2, code);
    for (const text of words) assert.match(text, /^\S.*\.$/, `${code}: "${text}" is no sentence`);
    return [unquoted(code), unquoted(group)];
  });
  const declared = GROUPS.flatMap((group) => codesOf(group).map((code) => [code, `${group}Error`]));
  assert.deepEqual(rows, declared.toSorted());
});

test("each code that the README names beside a class is one of that class", () => {
  const lines = [...fromRepository("README.md").matchAll(/^\| `(\w+)Error` \| (.*)$/gm)];
  assert.deepEqual(lines.map(([, group]) => group), GROUPS);
  for (const [, group, words] of lines) {
    const named = Array.from(words.matchAll(/`([a-z]+-[a-z-]+)`/g), ([, code]) => code);
    assert.ok(named.length > 0, group);
    for (const code of named) assert.ok(codesOf(group).includes(code), `${code} is no ${group}Error`);
  }
});

function codesOf(group) {
  const union = types.match(new RegExp(`export type ${group}ErrorCode =([^;]+);`))[1];
  return [...union.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]);
}

/** The lines of a page's table, cell by cell, without its head. */
function rowsOf(path) {
  const rows = [...fromRepository(path).matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row.split(" | "));
  return rows.slice(2);
}

function unquoted(cell) {
  return cell.match(/^`(.+)`$/)?.[1];
}
