// The codes: one list in Rust, in TypeScript and in the table of what to do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromRepository } from "./consumer.mjs";

const rust = fromRepository("src/before/error.rs");
const types = fromRepository("pkg-template/index.d.ts");

const KINDS = Array.from(rust.match(/^pub enum ErrorKind {([^}]+)}/m)[1].matchAll(/^ {4}(\w+),$/gm), ([, kind]) => kind);

const GROUPS = ["Usage", "Provider", "Callback", "Environment", "Network"];

// Only the package can say that the module is not there.
const codesOfThePackage = { Environment: ["module-blocked"] };

for (const group of GROUPS) {
  test(`the ${group} codes of Rust and of TypeScript are the same list`, () => {
    const own = kindsOf(group).map(codeOf);
    const declared = codesOf(group);
    assert.ok(own.length > 3);
    assert.deepEqual(declared.toSorted(), [...own, ...(codesOfThePackage[group] ?? [])].toSorted());
    assert.equal(new Set(declared).size, declared.length);
  });
}

test("each kind of error in Rust has its line, which begins with its code, in the order of the list", () => {
  const lines = rust.match(/^const LINES: &str = r#"([^#]+)"#;$/m)[1].split("\n");
  assert.deepEqual(lines.map((line) => line.split(": ")[0]), KINDS.map(codeOf));
});

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

/** Each group ends with the kind that Rust names for it, and the last one with the list. */
function kindsOf(group) {
  const ends = [...rust.matchAll(/kind <= ErrorKind::(\w+) => Group::(\w+),/g)];
  assert.deepEqual(ends.map(([, , name]) => name), GROUPS.slice(0, -1));
  const bounds = [0, ...ends.map(([, last]) => KINDS.indexOf(last) + 1), KINDS.length];
  const at = GROUPS.indexOf(group);
  return KINDS.slice(bounds[at], bounds[at + 1]);
}

function codeOf(kind) {
  return kind.replaceAll("UserInfo", "Userinfo").replaceAll(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
}

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
