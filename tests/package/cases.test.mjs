// The tables of tests/README.md: no case is missing, and each is where they say.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { fromRepository, ROOT } from "./consumer.mjs";

/** How many cases each family has. */
const FAMILIES = { BBA: 15, SEC: 15, O: 25, ISS: 6, OIDC: 30, J: 11, ATK: 67, P: 36 };

const [, CASES, MODULES] = fromRepository("tests/README.md").split(/^## /m).map(rowsOf);

test("each case of each family has its line, and no other has", () => {
  const expected = Object.entries(FAMILIES).flatMap(([family, count]) => {
    return Array.from({ length: count }, (_, index) => `${family}-${index + 1}`);
  });
  assert.deepEqual(CASES.map(([id]) => id), expected);
});

test("each case stands, under its id, in the files that its line names", () => {
  for (const [id, , holders] of CASES) {
    if (isReason(holders)) continue;
    const files = filesOf(holders);
    assert.ok(files.length > 0, id);
    for (const file of files) assert.ok(hasWord(read(file), id), `${id} is not in ${file}`);
  }
});

test("each test that a line names is there", () => {
  for (const [id, , holders] of [...CASES, ...MODULES]) {
    if (isReason(holders)) continue;
    for (const part of holders.split("<br>")) {
      const [file] = filesOf(part);
      for (const [, rust, title] of part.matchAll(/`(\w+)`|"([^"]+)"/g)) {
        assert.ok(read(file).includes(rust ?? title), `${id}: ${file} has no test ${rust ?? title}`);
      }
    }
  }
});

test("each conformance module has tests under its name, or a reason", () => {
  assert.ok(MODULES.length > 40, `${MODULES.length} modules`);
  for (const [module, , holders] of MODULES) {
    if (isReason(holders)) continue;
    const files = filesOf(holders);
    assert.ok(files.length > 0, module);
    for (const file of files) assert.ok(hasWord(read(file), module), `${module} is not in ${file}`);
  }
});

test("each test of the conformance modules is of one that the table lists", () => {
  const listed = MODULES.map(([module]) => module);
  for (const file of new Set(MODULES.flatMap(([, , holders]) => filesOf(holders)))) {
    for (const [name] of read(file).matchAll(/oidcc-client-test[\w-]*/g)) assert.ok(listed.includes(name), name);
  }
});

/** The lines of a section's tables, cell by cell. */
function rowsOf(section) {
  const rows = [...section.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => row.split(" | "));
  const isHead = ([first]) => ["id", "module", "---"].includes(first);
  return rows.filter((row) => !isHead(row)).map(([first, ...rest]) => [first.replaceAll("`", ""), ...rest]);
}

function isReason(holders) {
  return /^not applicable: \S/.test(holders);
}

function filesOf(holders) {
  return [...holders.matchAll(/`([\w/]+(?:\.\w+)+)`/g)].map(([, file]) => file);
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
