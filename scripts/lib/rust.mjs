// Rust's toolchains and tools. What the user has is used; the rest is installed below `.tools/`.

import fs from "node:fs";
import path from "node:path";

import { execute, executeOrFail, step } from "./execute.mjs";
import { find, once } from "./files.mjs";

export const WASM32 = "wasm32-unknown-unknown";
const NIGHTLY = "nightly-2026-05-20";

export async function installRustTarget() {
  const { output } = await executeOrFail("rustup target list --installed");
  if (output.split("\n").includes(WASM32)) return;
  await step(`Adding the Rust target ${WASM32}, about 20 seconds`, `rustup target add ${WASM32}`);
}

/** The oldest Rust that Cargo.toml promises, beside the user's own toolchains and not among them. */
export async function installOldestRust() {
  const version = find("Cargo.toml", /^rust-version = "(.+)"$/m);
  const env = { RUSTUP_HOME: path.resolve(".tools/rustup"), CARGO_TARGET_DIR: path.resolve("target/oldest-rust") };
  const parts = `--profile minimal --component clippy,rustfmt --target ${WASM32}`;
  const install = `rustup toolchain install ${version} ${parts} --no-self-update`;
  await once(`.tools/rustup/.stamp-${version}`, [], [], async () => {
    await step(`Installing Rust ${version}, the oldest supported, about 30 seconds`, install, env);
  });
  return { cargo: `cargo +${version}`, env };
}

/** Fuzzing needs a nightly Rust: this one, beside the user's own toolchains and not among them. */
export async function installFuzzer() {
  await installCargoTool("cargo-fuzz", "0.13.2", "--locked");
  const rustup = { RUSTUP_HOME: path.resolve(".tools/rustup") };
  const install = `rustup toolchain install ${NIGHTLY} --profile minimal --no-self-update`;
  await once(`.tools/rustup/.stamp-${NIGHTLY}`, [], [], async () => {
    await step(`Installing Rust ${NIGHTLY}, about 30 seconds`, install, rustup);
  });
  return { ...rustup, RUSTUP_TOOLCHAIN: NIGHTLY, CARGO_TARGET_DIR: path.resolve("fuzz/target") };
}

export async function installMutator() {
  await installCargoTool("cargo-mutants", "27.1.0", "--locked");
}

export async function installWasmBindgen() {
  const version = find("Cargo.lock", /^name = "wasm-bindgen"\nversion = "(.+)"$/m);
  // Its own lockfile does not resolve any more, so without `--locked`. TLS would be for drivers on other machines.
  const programs = ["--bin wasm-bindgen", "--bin wasm-bindgen-test-runner"];
  await installCargoTool("wasm-bindgen-cli", version, "--no-default-features", ...programs);
}

export async function installGeckodriver() {
  await installCargoTool("geckodriver", "0.37.1", "--locked");
}

async function installCargoTool(crate, version, ...flags) {
  const program = `.tools/bin/${crate.replace("-cli", "")}`;
  if (fs.existsSync(program)) {
    const { output } = await execute(`${program} --version`);
    if (output.split(/\s/).includes(version)) return;
  }
  const install = `cargo install ${crate} --version ${version} --force --root .tools ${flags.join(" ")}`.trim();
  await step(`Compiling ${crate} ${version}, 1 to 4 minutes`, install, RUNS_FOR_A_MOMENT);
}

/** What counts is how fast a tool compiles. */
const RUNS_FOR_A_MOMENT = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "1" };
