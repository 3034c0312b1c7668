// The npm package: compiled, bound, optimised, assembled in `pkg/`, packed, and installed for the demo.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { step } from "./execute.mjs";
import { empty, once } from "./files.mjs";
import { installNpmPackages } from "./npm.mjs";
import { Problem } from "./problem.mjs";
import { installRustTarget, WASM32 } from "./rust.mjs";

/** It exists once the package has been built from what is there now. */
export const PACKAGE_STAMP = "www/node_modules/.package-stamp";

/** In loops, where sha2 would write every round out: a tenth of the bytes, for a microsecond. */
const COMPACT_HASHES = ['--cfg=sha2_backend="soft"', '--cfg=sha2_backend_soft="compact"'];

/** Files of the repository that are packed as they are. */
const COMPANIONS = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "docs/errors.md", "docs/guide"];

const RUST_SOURCES = ["Cargo.toml", "Cargo.lock", "src", "tools/bind"];
const SOURCES = [...RUST_SOURCES, "pkg-template", "package-lock.json", "scripts/lib/package.mjs"];

export async function buildPackage() {
  await installNpmPackages();
  const outputs = ["pkg/module.wasm", "www/node_modules/spa-authorize/package.json", "target/package"];
  await once(PACKAGE_STAMP, [...SOURCES, ...COMPANIONS], outputs, async () => {
    await compile();
    await bind();
    await optimise();
    await assemble();
    await packAndInstall();
  });
}

export function tarball() {
  const [name] = fs.readdirSync("target/package");
  return `target/package/${name}`;
}

async function compile() {
  await installRustTarget();
  // First, so that the flags know in which folder the crates are.
  await step("Fetching the crates, a few seconds", `cargo fetch --locked --target ${WASM32}`);
  // Not `cargo build`, which would not link a crate of two types with LTO.
  const target = `--features npm --locked --target ${WASM32} --target-dir target`;
  const cargo = `cargo rustc --lib --release --crate-type cdylib ${target}`;
  await step("Compiling the module, about a minute", cargo, { CARGO_ENCODED_RUSTFLAGS: rustFlags() });
}

async function bind() {
  empty("target/glue");
  const bind = "cargo run --locked --package bind --profile tools --target-dir target";
  const module = `target/${WASM32}/release/spa_authorize.wasm`;
  await step("Generating its glue, half a minute at first", `${bind} -- ${module} target/glue`);
}

async function optimise() {
  // No feature flags: wasm-opt reads from the module what it uses, and more is refused by browsers.
  const stripped = "--strip-producers --strip-target-features";
  const wasmOpt = `wasm-opt -Oz ${stripped} target/glue/glue_bg.wasm -o target/glue/module.wasm`;
  await step("Optimising it, about 10 seconds", wasmOpt);
}

async function assemble() {
  const module = fs.readFileSync("target/glue/module.wasm");
  empty("pkg");
  fs.cpSync("pkg-template/package.json", "pkg/package.json");
  await step("Compiling the package around it", "tsc -p pkg-template");
  fs.writeFileSync("pkg/glue.js", asFunction(fs.readFileSync("target/glue/glue.js", "utf8")));
  fs.writeFileSync("pkg/response_parameters.js", `export default ${JSON.stringify(responseParameters())};\n`);
  fs.writeFileSync("pkg/module.wasm", module);
  fs.writeFileSync("pkg/bytes.js", `export default "${module.toString("hex")}";\n`);
  for (const file of COMPANIONS) fs.cpSync(file, `pkg/${file}`, { recursive: true });
  fs.writeFileSync("pkg/README.md", withoutRepository(fs.readFileSync("README.md", "utf8")));
}

/** The demo gets the tarball, as every other app would: what was not packed is missing there too. */
async function packAndInstall() {
  empty("target/package");
  empty("www/node_modules/spa-authorize");
  await step("Packing it", "npm pack ./pkg --ignore-scripts --loglevel=error --pack-destination target/package");
  const unpack = `tar -xzf ${tarball()} --strip-components=1 -C www/node_modules/spa-authorize`;
  await step("Installing the tarball for the demo", unpack);
}

function rustFlags() {
  return [...pathFreeFlags(), ...COMPACT_HASHES].join("\x1f");
}

/** A panic's location is a path, and a published module holds none of the machine that built it. */
function pathFreeFlags() {
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo");
  const rustupHome = process.env.RUSTUP_HOME ?? path.join(os.homedir(), ".rustup");
  const registries = path.join(cargoHome, "registry/src");
  const names = { [process.cwd()]: "/spa-authorize", [cargoHome]: "/cargo", [rustupHome]: "/rustup" };
  // The last one that fits counts.
  const folders = fs.existsSync(registries) ? fs.readdirSync(registries) : [];
  for (const folder of folders) names[path.join(registries, folder)] = "/cargo";
  return Object.entries(names).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

/** Glue that is evaluated when it is called, and not on import; each call makes glue for one more instance. */
function asFunction(glue) {
  return `export default function makeGlue() {\n${glue}\nreturn wasm_bindgen;\n}\n`;
}

/** What the lazy entry looks for is the core's own list. */
function responseParameters() {
  const rust = fs.readFileSync("src/protocol/response_parameter.rs", "utf8");
  const [, telling] = rust.match(/const TELLING: .*? = \[([^\]]+)\]/s) ?? [];
  const nameOf = ([, variant]) => rust.match(new RegExp(`ResponseParameter::${variant} => "(\\w+)"`))?.[1];
  const names = Array.from(telling?.matchAll(/ResponseParameter::(\w+)/g) ?? [], nameOf);
  if (names.length > 0 && names.every(Boolean)) return names;
  throw new Problem("src/protocol/response_parameter.rs has no list TELLING of parameters with names.");
}

/** On npm a README leads to no other file of this repository, and shows none. */
function withoutRepository(readme) {
  return readme.replace(/<!-- repository -->.*?<!-- \/repository -->\n/gs, "");
}
