// The table of cases, `tests/cases.json`: no case is missing, and each is where its line says.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { casesPage, SECTIONS } from "../cases.mjs";
import { fromRepository, ROOT } from "./consumer.mjs";

/** How many cases each family of the specifications, the attacks and the parsing has. */
const FAMILIES = { BBA: 15, SEC: 15, O: 25, ISS: 6, OIDC: 30, J: 11, ATK: 67, P: 36 };
const FIELD = "FLD";

const ALL = SECTIONS.flatMap(({ cases }) => cases);
const HELD = ALL.filter(({ heldBy }) => heldBy);

test("each case of each family has its line, in order, and no other has", () => {
  const expected = Object.entries(FAMILIES).flatMap(([family, count]) => {
    return Array.from({ length: count }, (_, index) => `${family}-${index + 1}`);
  });
  const families = Object.keys(FAMILIES);
  assert.deepEqual(ALL.map(({ id }) => id).filter((id) => families.includes(familyOf(id))), expected);
});

test("each case from the field has one line, in order", () => {
  const numbers = ALL.map(({ id }) => id).filter((id) => familyOf(id) === FIELD).map((id) => Number(id.split("-")[1]));
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
});

test("each case says what it is and which tests hold it, or the reason why it is not applicable", () => {
  for (const { id, what, heldBy, notApplicable, ...rest } of ALL) {
    assert.deepEqual(rest, {}, id);
    if (heldBy) assert.ok(what && !notApplicable && Object.keys(heldBy).length > 0, id);
    else assert.ok(notApplicable && !what, id);
  }
});

test("each case stands, under its id, in the files that its line names", () => {
  for (const { id, heldBy } of HELD) {
    for (const file of Object.keys(heldBy)) assert.ok(hasWord(read(file), id), `${id} is not in tests/${file}`);
  }
});

test("each test that a line names is there", () => {
  for (const { id, heldBy } of HELD) {
    for (const [file, tests] of Object.entries(heldBy)) {
      for (const name of tests) assert.ok(read(file).includes(name), `${id}: tests/${file} has no test ${name}`);
    }
  }
});

test("each id that a test is marked with has a line, which names the test's file", () => {
  const missing = testFiles().flatMap((file) => {
    const marks = [...new Set(marksOf(read(file)))];
    return marks.filter((id) => !ALL.some((one) => one.id === id && one.heldBy?.[file])).map((id) => lineFor(id, file));
  });
  assert.deepEqual(missing, [], "add to tests/cases.json, then type: npm run cases");
});

test("each test of a conformance module is of one that has a line", () => {
  const ids = ALL.map(({ id }) => id);
  assert.ok(ids.filter((id) => id.startsWith("oidcc-client-test")).length > 40, "too few modules");
  for (const file of testFiles()) {
    for (const [name] of read(file).matchAll(/oidcc-client-test[\w-]*/g)) assert.ok(ids.includes(name), `${name}, ${file}`);
  }
});

test("tests/CASES.md is written from the table", () => {
  assert.equal(fromRepository("tests/CASES.md"), casesPage(SECTIONS), "type: npm run cases");
});

function familyOf(id) {
  return id.match(/^([A-Z]+)-\d+$/)?.[1];
}

/** The ids in a comment of their own beside a test, and in the `id` of a row. */
function marksOf(text) {
  const families = [...Object.keys(FAMILIES), FIELD].join("|");
  const id = `(?:${families})-\\d+`;
  const marks = new RegExp(`^\\s*// (${id}(?:, ${id})*)|"id": "(${id}(?:, ${id})*)"`, "gm");
  return [...text.matchAll(marks)].flatMap(([, comment, row]) => (comment ?? row).split(", "));
}

function lineFor(id, file) {
  return `{ "id": "${id}", "what": "…", "heldBy": { "${file}": ["…"] } }`;
}

function testFiles() {
  const names = readdirSync(join(ROOT, "tests"), { recursive: true }).map((name) => name.replaceAll("\\", "/"));
  const isTest = (name) => /\.(rs|m?js|tsx?|json)$/.test(name) && !/(^|\/)(node_modules|target)\//.test(name);
  return names.filter((name) => isTest(name) && !["cases.json", "cases.mjs"].includes(name)).sort();
}

function read(file) {
  const path = join("tests", file);
  assert.ok(existsSync(join(ROOT, path)), `there is no ${path}`);
  return fromRepository(path);
}

/** The name of what a template is filled with stands for it. */
function hasWord(text, word) {
  return new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text.replace(/\$\{(\w+)\}/g, "$1"));
}
