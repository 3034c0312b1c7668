// The crates that the module is made of.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ROOT } from "./consumer.mjs";

/** Each crate that was asked for, and a name by which its code is known in the module. */
const STACK = {
  "wasm-bindgen": "wasm_bindgen",
  "web-sys": "web_sys",
  "js-sys": "js_sys",
  serde: "serde_core",
  "serde-wasm-bindgen": "serde_wasm_bindgen",
  sha2: "sha2",
  base64: "base64",
  getrandom: "getrandom",
  // In the module the browser's own `URL` parses.
  url: "form_urlencoded",
};

test("each crate of the stack is a dependency of the module", () => {
  const args = ["tree", "--target", "wasm32-unknown-unknown", "-e", "normal", "--features", "npm", "--depth", "1"];
  const tree = execFileSync("cargo", [...args, "--locked", "--prefix", "none"], { cwd: ROOT, encoding: "utf8" });
  const found = tree.trim().split("\n").map((line) => line.split(" ")[0]);
  for (const name of Object.keys(STACK)) assert.ok(found.includes(name), `${name} is not in ${found}`);
});

test("code of each crate of the stack is in the module", () => {
  const module = readFileSync(join(ROOT, "target/wasm32-unknown-unknown/release/spa_authorize.wasm"));
  const [names] = WebAssembly.Module.customSections(new WebAssembly.Module(module), "name");
  const text = Buffer.from(names).toString("latin1");
  for (const [name, symbol] of Object.entries(STACK)) assert.match(text, new RegExp(symbol), name);
});
