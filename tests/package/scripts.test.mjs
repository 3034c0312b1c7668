// The commands of the repository: `scripts/` has a file for each.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { fromRepository, ROOT } from "./consumer.mjs";

test("each command of package.json is a file of scripts/, and each file there is a command", () => {
  const commands = Object.values(JSON.parse(fromRepository("package.json")).scripts);
  const named = commands.map((command) => command.match(/^node scripts\/([\w-]+\.mjs)( \w+)?$/)?.[1]);
  const files = readdirSync(join(ROOT, "scripts")).filter((name) => name !== "lib");
  assert.deepEqual([...new Set(named)].toSorted(), files.toSorted());
});

test("a suite that does not exist is refused with the names of those that do", () => {
  const args = ["scripts/test.mjs", "unit"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^There is no suite "unit": choose all, checks, native, wasm, package, /);
});
