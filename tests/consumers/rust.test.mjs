// Apps in Rust, which depend on the crate: the example, and one whose exports have the names of the npm package's.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { startDemo } from "../../www/server/serve.mjs";
import { click, leave, passProvider, until } from "../e2e/app.mjs";
import { chromium } from "../e2e/browser.mjs";
import { ROOT } from "../package/consumer.mjs";

const WASM32 = "wasm32-unknown-unknown";
const TARGET = join(ROOT, "target/rust-consumers");

// A first build compiles all that the crate depends on.
const TEST_TIMEOUT_MS = 600_000;

test("examples/plain signs in", { timeout: TEST_TIMEOUT_MS }, async (t) => {
  const source = readFileSync(join(ROOT, "examples/plain/src/lib.rs"), "utf8");
  assert.ok(source.split("\n").length <= 41, "more than 40 lines");
  assert.equal(source.match(/\bspa_authorize\b/g).length, 1, "more than one `use` of the crate");

  const root = build("examples/plain", "plain");
  for (const file of ["index.html", "main.js"]) cpSync(join(ROOT, "examples/plain", file), join(root, file));
  const demo = await startDemo({ appPort: 0, providerPort: 0, root });
  t.after(() => demo.close());
  const { driver, stop } = await chromium.start();
  t.after(stop);

  await driver.get(demo.url);
  assert.equal(await userOf(driver), "none");
  await leave(driver, () => click(driver, "#sign-in"));
  await passProvider(driver, "alice");
  assert.equal(await userOf(driver), "alice@example.com");
  assert.equal(await driver.getCurrentUrl(), `${demo.url}/callback`);
  assert.deepEqual(await complaints(driver, demo.url), []);
});

test("an app in Rust has its own exports, and none of the npm package's", { timeout: TEST_TIMEOUT_MS }, async () => {
  const folder = build("tests/consumers/rust", "own-exports");
  const module = new WebAssembly.Module(readFileSync(join(folder, "own_exports_bg.wasm")));
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.deepEqual(names.filter((name) => !isOfWasmBindgen(name)).toSorted(), ["call", "handleCallback"]);

  const { default: _, initSync, ...own } = await import(pathToFileURL(join(folder, "own_exports.js")));
  assert.deepEqual(Object.keys(own).toSorted(), ["call", "handleCallback"]);
  initSync({ module });
  assert.match(own.call(), /^missing-option: /);
  assert.equal(own.handleCallback(), "the app's own");
});

/** What every module has that wasm-bindgen makes. */
function isOfWasmBindgen(name) {
  return name === "memory" || name.startsWith("__") || name.startsWith("wasm_bindgen_");
}

/** Builds an app in Rust as its developer would, on stable and without flags; gives the folder of its module. */
function build(path, name) {
  const env = { ...process.env, CARGO_TARGET_DIR: TARGET };
  // Flags of the repository's own, which the app's developer does not have.
  for (const variable of ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"]) delete env[variable];
  const file = `${name.replaceAll("-", "_")}.wasm`;
  const folder = join(TARGET, "apps", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run("cargo", ["build", "--release", "--locked", "--quiet", "--target", WASM32], { cwd: join(ROOT, path), env });
  const module = join(TARGET, WASM32, "release", file);
  run(join(ROOT, ".tools/bin/wasm-bindgen"), ["--target", "web", "--no-typescript", "--out-dir", folder, module]);
  return folder;
}

function run(program, args, options) {
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}\n${stdout}${stderr}`);
}

/** Warnings and errors of the console. The example has no icon. */
async function complaints(driver, url) {
  const entries = await driver.manage().logs().get("browser");
  const own = entries.map(({ message }) => message).filter((message) => message.startsWith(url));
  return own.filter((message) => !message.startsWith(`${url}/favicon.ico`));
}

function userOf(driver) {
  return until(driver, "who has signed in", () => document.querySelector("#user")?.textContent);
}
