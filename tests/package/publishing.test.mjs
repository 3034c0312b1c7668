// What tools that look at packages say of this one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { createConsumer, TARBALL } from "./consumer.mjs";

/** For `require()` under `node16`: Node loads an ES module there, and TypeScript knows it since 5.8. */
const NO_COMMONJS = "CJSResolvesToESM";

test("publint has nothing to say, strictly", async (t) => {
  const { installed } = createConsumer(t);
  const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test("the types are not wrong, in any resolution that knows ES modules", async () => {
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(TARBALL)));
  const { types, problems } = await checkPackage(tarball, { entrypoints: [".", "./lazy"] });
  assert.equal(types.kind, "included");
  assert.deepEqual(problems.filter(({ kind }) => kind !== NO_COMMONJS), []);
});
