import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";

import { guidePages } from "../guide.mjs";
import { createConsumer, fromRepository, ROOT, TARBALL } from "./consumer.mjs";

const PACKED = execFileSync("tar", ["-tzf", TARBALL], { encoding: "utf8" })
  .trim()
  .split("\n")
  .map((name) => name.replace(/^package\//, ""));

const FILES = [
  "CHANGELOG.md",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "api_fetch.js",
  "bytes.js",
  "client.d.ts",
  "client.js",
  "docs/errors.md",
  ...guidePages().map(({ path }) => path),
  "eager.d.ts",
  "eager.js",
  "errors.d.ts",
  "errors.js",
  "glue.js",
  "index.d.ts",
  "index.js",
  "lazy.d.ts",
  "lazy.js",
  "module.d.ts",
  "module.js",
  "module.wasm",
  "options.d.ts",
  "options.js",
  "package.json",
  "page.js",
  "providers/auth0.d.ts",
  "providers/auth0.js",
  "providers/authkit.d.ts",
  "providers/authkit.js",
  "providers/entra.d.ts",
  "providers/entra.js",
  "providers/oidc.d.ts",
  "providers/oidc.js",
  "providers/workos_connect.d.ts",
  "providers/workos_connect.js",
  "response_parameters.js",
  "results.d.ts",
  "results.js",
  "session.d.ts",
  "session.js",
];

test("the tarball holds these files and no others", () => {
  assert.deepEqual(PACKED.toSorted(), FILES);
});

// FLD-19
test("package.json is ESM with one entry, without scripts, dependencies or an address", (t) => {
  const { version, description, keywords, files, ...rest } = JSON.parse(createConsumer(t).read("package.json"));
  assert.ok(description.length > 0);
  assert.ok(keywords.length > 0);
  assert.ok(Array.isArray(files), "without a list, npm packs whatever lies about");
  assert.deepEqual(rest, {
    name: "spa-authorize",
    license: "MIT OR Apache-2.0",
    type: "module",
    engines: { node: ">=20.19" },
    sideEffects: false,
    types: "./index.d.ts",
    exports: {
      ".": { types: "./index.d.ts", default: "./index.js" },
      "./lazy": { types: "./lazy.d.ts", default: "./lazy.js" },
      "./module.wasm": "./module.wasm",
      "./package.json": "./package.json",
    },
  });
  assert.match(version, /^\d+\.\d+\.\d+$/);
});

test("one version everywhere", (t) => {
  const { version } = JSON.parse(createConsumer(t).read("package.json"));
  const versions = {
    "Cargo.toml": fromRepository("Cargo.toml").match(/^version = "(.+)"$/m)?.[1],
    "Cargo.lock": fromRepository("Cargo.lock").match(/^name = "spa-authorize"\nversion = "(.+)"$/m)?.[1],
    "package.json": JSON.parse(fromRepository("package.json")).version,
    "package-lock.json": JSON.parse(fromRepository("package-lock.json")).version,
    "CHANGELOG.md": fromRepository("CHANGELOG.md").match(/^## \[?(\d+\.\d+\.\d+)\b/m)?.[1],
    tarball: basename(TARBALL).match(/^spa-authorize-(.+)\.tgz$/)?.[1],
  };
  for (const [where, found] of Object.entries(versions)) assert.equal(found, version, where);
});

test("both licences, the changelog and the table of errors are the repository's", (t) => {
  const consumer = createConsumer(t);
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md", "docs/errors.md"]) {
    assert.equal(consumer.read(name), fromRepository(name), name);
  }
});

test("the inlined module is module.wasm", async (t) => {
  const { installed } = createConsumer(t);
  const { default: inlined } = await import(join(installed, "bytes.js"));
  const module = readFileSync(join(installed, "module.wasm"));
  assert.ok(WebAssembly.validate(module));
  assert.ok(Buffer.from(inlined, "hex").equals(module));
});

test("no file has a bundler or a browser fetch the module", (t) => {
  const consumer = createConsumer(t);
  for (const name of FILES.filter((file) => file.endsWith(".js"))) {
    const content = consumer.read(name);
    assert.ok(!content.includes("import.meta"), `${name} holds import.meta`);
    // A computed address is the module's own use of URL; a literal one is what bundlers look for.
    assert.ok(!/new URL\(\s*["'`]/.test(content), `${name} holds a URL of its own`);
  }
});

test("no file holds a path of the machine that built it", (t) => {
  const { installed } = createConsumer(t);
  for (const name of FILES) {
    const content = readFileSync(join(installed, name), "latin1");
    assert.ok(!content.includes(ROOT), `${name} holds ${ROOT}`);
    assert.ok(!content.includes(`${homedir()}/`), `${name} holds ${homedir()}`);
    // The folder of a registry has a name of its own on each machine that has a mirror.
    assert.ok(!content.includes("registry/src"), `${name} holds the folder of a registry`);
  }
});

test("no lockfile holds download addresses", () => {
  const listing = execFileSync("git", ["ls-files", "*package-lock.json"], { cwd: ROOT, encoding: "utf8" });
  const lockfiles = listing.trim().split("\n");
  assert.ok(lockfiles.includes("package-lock.json"));
  // An example's link to the package is no download.
  const address = /"resolved": "(?!\.\.\/\.\.\/pkg",)/;
  for (const lockfile of lockfiles) assert.doesNotMatch(fromRepository(lockfile), address, lockfile);
  assert.match(fromRepository(".npmrc"), /^omit-lockfile-registry-resolved=true$/m);
});
