// The suites of the tests: each prepares what it needs, and says which commands it is made of.

import fs from "node:fs";

import { CHROMEDRIVER, GECKODRIVER } from "./browsers.mjs";
import { countCargo, countCommand, countNode } from "./counts.mjs";
import { buildDemo } from "./demo.mjs";
import { installConsumers, installNpmPackages } from "./npm.mjs";
import { buildPackage } from "./package.mjs";
import { Problem } from "./problem.mjs";
import {
  installGeckodriver,
  installOldestRust,
  installRustTarget,
  installWasmBindgen,
  WASM32,
} from "./rust.mjs";

/** They run when they are named, and with `all`. */
export const SLOW = ["sessions", "refusals", "consumers"];
export const IN_BROWSERS = ["wasm", "e2e", "sessions", "refusals", "consumers"];

/** In the order they run. */
export const SUITES = { checks, native, wasm, package: packed, e2e, sessions, refusals, consumers };

/** By the oldest Rust that Cargo.toml promises: it proves the promise, and its lints never change. */
async function checks() {
  await installNpmPackages();
  const { cargo, env } = await installOldestRust();
  const clippy = `${cargo} clippy --all-targets --locked`;
  const boundary = `${cargo} doc --no-deps --locked --target ${WASM32} --features npm`;
  return [
    { command: `${cargo} fmt --all --check`, env, count: countCommand },
    { command: `${clippy} --workspace -- -D warnings`, env, count: countCommand },
    { command: `${clippy} --target ${WASM32} -- -D warnings`, env, count: countCommand },
    { command: `${clippy} --target ${WASM32} --features npm -- -D warnings`, env, count: countCommand },
    { command: boundary, env: { ...env, RUSTDOCFLAGS: "-D warnings" }, count: countCommand },
    { command: "node scripts/docs.mjs", count: countCommand },
  ];
}

async function native() {
  return [{ command: "cargo test --locked --no-fail-fast", count: countCargo }];
}

async function wasm() {
  await installRustTarget();
  await installWasmBindgen();
  await installGeckodriver();
  const test = `cargo test --target ${WASM32} --locked --no-fail-fast --features npm`;
  return [
    { command: `env CHROMEDRIVER=${CHROMEDRIVER} ${test}`, env: BROWSER_TESTS, count: countCargo },
    { command: `env GECKODRIVER=${GECKODRIVER} ${test}`, env: BROWSER_TESTS, count: countCargo },
  ];
}

async function packed() {
  await buildPackage();
  return [
    { command: nodeTests("tests/package"), count: countNode },
    { command: "tsc -p www", count: countCommand },
  ];
}

async function e2e() {
  await buildForBrowsers();
  return [{ command: nodeTests("tests/e2e", 2), count: countNode }];
}

async function sessions() {
  await buildForBrowsers();
  return [{ command: nodeTests("tests/e2e/session", 2), count: countNode }];
}

async function refusals() {
  await buildForBrowsers();
  return [{ command: nodeTests("tests/e2e/refusals", 2), count: countNode }];
}

async function consumers() {
  await installWasmBindgen();
  await buildPackage();
  await installConsumers();
  return [{ command: nodeTests("tests/consumers"), count: countNode }];
}

async function buildForBrowsers() {
  await installGeckodriver();
  await buildDemo();
}

function nodeTests(folder, concurrency = 1) {
  // With no file named, node would go and look for tests of its own choice.
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".test.mjs")) : [];
  if (names.length === 0) throw new Problem(`There are no tests in ${folder}.`);
  const files = names.sort().map((name) => `${folder}/${name}`);
  return `node --test --test-concurrency=${concurrency} --test-reporter=spec ${files.join(" ")}`;
}

const BROWSER_TESTS = {
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
  // Or what is not for browsers would run in Node.
  WASM_BINDGEN_TEST_ONLY_WEB: "1",
  // Seconds for all of a file, which a busy machine needs.
  WASM_BINDGEN_TEST_TIMEOUT: "120",
  // No browser gets to see it, and with it each module is seven times as large.
  CARGO_PROFILE_TEST_DEBUG: "none",
};
