// The codes and their details: one list in Rust, in TypeScript and in the table of what to do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ERROR_CODES } from "../../www/node_modules/spa-authorize/index.js";
import { fromRepository } from "./consumer.mjs";

const types = fromRepository("pkg-template/src/errors.ts");

const KINDS = Array.from(
  fromRepository("src/error/kind.rs").match(/^pub enum ErrorKind {([^}]+)}/m)[1].matchAll(/^ {4}(\w+),$/gm),
  ([, kind]) => kind,
);

/** Of each kind, its class, its code and its message. */
const ROWS = Array.from(
  fromRepository("src/error/catalogue.rs").matchAll(
    /Kind::(\w+) => \{?\s*\(\s*(\w+),\s*"([a-z-]+)",\s*(?:r#"(.*?)"#|"(.*?)"),?\s*\)/gs,
  ),
  ([, kind, group, code, raw, plain]) => ({ kind, group, code, message: raw ?? plain }),
);

const GROUPS = ["Usage", "Provider", "Callback", "Environment", "Network", "Session"];

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

test("each kind of error in Rust has its row, in the order of the list, with the code that it is named for", () => {
  assert.deepEqual(ROWS.map(({ kind }) => kind), KINDS);
  assert.deepEqual(ROWS.map(({ code }) => code), KINDS.map(codeOf));
});

test("the details of each code in TypeScript are those of its message in Rust", () => {
  const told = ROWS.map(({ code, message }) => [code, detailsOf(message)]).filter(([, names]) => names.length > 0);
  assert.deepEqual(declaredDetails(), Object.fromEntries(told));
});

test("the details of TypeScript are those of Rust, and the provider's own words", () => {
  const rust = fromRepository("src/error/details.rs") + fromRepository("src/error/refusal.rs");
  const own = Array.from(rust.matchAll(/^ {4}pub (\w+): Option<(\w+)>,$/gm), ([, name, type]) => {
    return [camelCase(name), type === "String" ? "string" : "number"];
  });
  const declared = types.match(/^export interface Details {([^}]+)}/m)[1];
  const names = Array.from(declared.matchAll(/^ {2}(\w+)\??: (\w+);$/gm), ([, name, type]) => [name, type]);
  assert.ok(own.length > 10);
  assert.deepEqual(Object.fromEntries(names), Object.fromEntries(own));
});

test("the page of errors has a heading for each code, sorted, with its class, a cause and what to do", () => {
  const sections = fromRepository("docs/errors.md").split(/^## /m).slice(1);
  const found = sections.map((section) => {
    const [code, group, cause, cure, ...more] = section.trim().split("\n\n");
    assert.deepEqual(more, [], code);
    assert.match(cause, /^\S[^]*\.$/, `${code}: "${cause}" is no sentence`);
    assert.match(cure, /^\*\*What to do\.\*\* \S[^]*\.$/, `${code}: "${cure}" is no sentence`);
    return [code, group.replaceAll("`", "")];
  });
  const declared = GROUPS.flatMap((group) => codesOf(group).map((code) => [code, `${group}Error`]));
  assert.deepEqual(found, declared.toSorted());
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

function kindsOf(group) {
  return ROWS.filter((row) => row.group === group).map(({ kind }) => kind);
}

/** What a message is filled with. */
function detailsOf(message) {
  const names = Array.from(message.matchAll(/{(\w+)}/g), ([, name]) => name);
  // Not details: the provider's own words, and what is said of details only where they are there.
  const refusal = ["error", "errorDescription", "errorUri"];
  const words = { refusal, answer: refusal, suspect: [], unusable: ["expected", "found"], unfit: ["member"], perhaps: ["expected"] };
  return names.flatMap((name) => words[name] ?? camelCase(name)).toSorted();
}

/** By code, as TypeScript has them. */
function declaredDetails() {
  const [, declared] = types.match(/^export type ErrorDetails =([^;]+);/m);
  const records = declared.matchAll(/Record<([^,]+),\s*((?:Pick<(?:Partial<)?Details>?, [^>]+>(?: & )?)+)\s*>/g);
  const strings = (union) => Array.from(union.matchAll(/"([\w-]+)"/g), ([, text]) => text);
  const entries = [...records].flatMap(([, codes, names]) => {
    return strings(codes).map((code) => [code, strings(names).toSorted()]);
  });
  assert.equal(new Set(entries.map(([code]) => code)).size, entries.length);
  return Object.fromEntries(entries);
}

function camelCase(name) {
  return name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
}

function codeOf(kind) {
  return kind.replaceAll("UserInfo", "Userinfo").replaceAll(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
}

function codesOf(group) {
  return ERROR_CODES[`${group}Error`];
}
