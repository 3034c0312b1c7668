import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";

const rust = fs.readFileSync("src/error.rs", "utf8");
const types = fs.readFileSync("pkg-template/index.d.ts", "utf8");

// Only the package can say that the module is not there.
const codesOfThePackage = { Environment: ["module-blocked"] };

for (const group of ["Usage", "Provider", "Callback", "Environment", "Network"]) {
  test(`the ${group} codes of Rust and of TypeScript are the same list`, () => {
    const own = [...rust.matchAll(new RegExp(`Group::${group},\\s+"([a-z-]+)",`, "g"))].map((match) => match[1]);
    const union = types.match(new RegExp(`export type ${group}ErrorCode =([^;]+);`))[1];
    const declared = [...union.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]);
    assert.ok(own.length > 3);
    assert.deepEqual(declared.toSorted(), [...own, ...(codesOfThePackage[group] ?? [])].toSorted());
    assert.equal(new Set(declared).size, declared.length);
  });
}
