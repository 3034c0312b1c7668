// The one entry of this repository: `npm run build`, `npm start`, `npm test`, and `npm run docs`, `size`, `bench`, `fuzz` and
// `mutants`.
// Each installs what it misses, below this folder wherever the tool allows it, and does nothing twice.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import events from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(path.dirname(fileURLToPath(import.meta.url)));

const WASM32 = "wasm32-unknown-unknown";
const USAGE = "Usage: node run.mjs build|start|test [suite]|docs|size|bench|fuzz [seconds]|mutants";
const NIGHTLY = "nightly-2026-05-20";
const CHROMEDRIVER = "/usr/bin/chromedriver";
const WEBKITDRIVER = "/usr/bin/WebKitWebDriver";
const GECKODRIVER = ".tools/bin/geckodriver";
const TYPEDOC = "docs/api/node_modules/.bin/typedoc";
const BROWSERS = "chromium chromium-driver firefox-esr webkit2gtk-driver xvfb";
const INSTALL_BROWSERS = `apt-get install --yes --no-install-recommends ${BROWSERS}`;

/** In loops, where sha2 would write every round out: a tenth of the bytes, for a microsecond. */
const COMPACT_HASHES = ['--cfg=sha2_backend="soft"', '--cfg=sha2_backend_soft="compact"'];

const ENV = {
  ...process.env,
  PATH: [path.resolve(".tools/bin"), path.resolve("node_modules/.bin"), process.env.PATH].join(path.delimiter),
  // Cargo counts its steps for a terminal only, unless told; the count is what says how far it is.
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "70",
};

/** What the reader can put right: shown as its message alone. */
class Problem extends Error {}

// --- the commands

async function build() {
  await installNpmPackages();
  await buildPackage();
  say(`The package is in pkg/, packed as ${tarball()}.`);
}

async function start() {
  const appPort = readPort("PORT", 4173);
  const providerPort = readPort("PROVIDER_PORT", appPort + 1);
  await requireFreePort(appPort, "PORT");
  await requireFreePort(providerPort, "PROVIDER_PORT");
  await build();
  await buildDemo();
  const { startDemo } = await import("./www/server/serve.mjs");
  const demo = await startDemo({ appPort, providerPort });
  closeOnExit = () => demo.close();
  say(`\nOpen ${demo.url} (Ctrl-C ends it)`);
}

async function test(only) {
  const all = Object.keys(SUITES);
  const groups = { all, undefined: all.filter((name) => !SLOW.includes(name)) }[only] ?? [only];
  if (!all.includes(groups[0])) throw new Problem(`There is no suite "${only}": choose all, ${all.join(", ")}.`);
  if (groups.some((name) => IN_BROWSERS.includes(name))) await installBrowsers();
  await installNpmPackages();

  const total = { passed: 0, failed: 0 };
  for (const group of groups) await runGroup(group, total);
  process.exitCode = total.failed > 0 ? 1 : 0;
  say(`\n${total.passed} passed, ${total.failed} failed`);
}

/** Writes the references below `target/docs`. Whatever is without a description, or links to nothing, fails. */
async function docs() {
  const { cargo, env } = await installOldestRust();
  await installDocsTools();
  empty("target/docs");
  empty(`${env.CARGO_TARGET_DIR}/doc`);
  await step("Writing the reference of the package, about 10 seconds", `${TYPEDOC} --tsconfig docs/api/tsconfig.json`);
  const rustdoc = `${cargo} doc --no-deps --locked`;
  await step("Writing the reference of the crate, a minute at first", rustdoc, { ...env, RUSTDOCFLAGS: "-D warnings" });
  fs.cpSync(`${env.CARGO_TARGET_DIR}/doc`, "target/docs/rust", { recursive: true });
  fs.cpSync("docs/index.html", "target/docs/index.html");
  say("The references are in target/docs: open index.html.");
}

/** Feeds every target of `fuzz/` for that many seconds. What was found worth keeping stays in `fuzz/corpus`. */
async function fuzz(seconds = "60") {
  if (!/^[1-9]\d{0,5}$/.test(seconds)) throw new Problem(`The seconds must be a whole number, not "${seconds}".`);
  const env = await installFuzzer();
  await step("Compiling the fuzz targets, 1 to 4 minutes", "cargo fuzz build", env);
  for (const target of fuzzTargets()) await fuzzTarget(target, seconds, env);
}

/** Prints the bytes of the package and its parts, and fails over the tripwire. */
async function size() {
  await build();
  const { TRIPWIRE, sizes } = await import("./bench/size.mjs");
  const { aligned, sizeTable } = await import("./bench/report.mjs");
  const rows = await sizes();
  say(aligned(sizeTable(rows)));
  const whole = rows.at(-1).at(-1);
  if (whole > TRIPWIRE) throw new Problem(`The whole package has ${whole} bytes of brotli, over its tripwire, ${TRIPWIRE}.`);
}

/** Races the package against hand-written code and its peers, and fails where a bar does not hold. */
async function bench() {
  await installBrowsers();
  await build();
  await installPeers();
  const { bench } = await import("./bench/bench.mjs");
  const { summary } = await import("./bench/report.mjs");
  const { verdicts } = await import("./bench/tasks.mjs");
  say("-- Measuring, about 15 minutes");
  const results = await bench(say);
  say(`\n${summary(results)}\n`);
  const failed = verdicts(results).filter(({ holds }) => !holds);
  if (failed.length > 0) throw new Problem(`${failed.length} bars do not hold.`);
}

/** Breaks each check of what comes back, one at a time: `.cargo/mutants.toml` says which. */
async function mutants() {
  await installCargoTool("cargo-mutants", "27.1.0", "--locked");
  say("-- Testing the mutants, half an hour or more");
  const { code, output } = await execute("cargo mutants --jobs 2 --no-shuffle --output target", {});
  const read = (name) => fs.readFileSync(`target/mutants.out/${name}.txt`, "utf8");
  if (!fs.existsSync("target/mutants.out/missed.txt") || code === 4) throw new Problem(readable(output));
  const missed = read("missed");
  const count = (list) => list.split("\n").length - 1;
  say(`${missed}   ${count(read("caught")) + count(read("timeout"))} found, ${count(missed)} not`);
  process.exitCode = missed === "" ? 0 : 1;
}

async function fuzzTarget(target, seconds, env) {
  fs.mkdirSync(`fuzz/corpus/${target}`, { recursive: true });
  const folders = `fuzz/corpus/${target} fuzz/seeds/${target}`;
  const limits = `-max_total_time=${seconds} -max_len=4096 -timeout=10 -dict=fuzz/dictionary -print_final_stats=1`;
  const { code, output } = await execute(`cargo fuzz run ${target} ${folders} -- ${limits}`, env);
  const last = (pattern) => [...output.matchAll(pattern)].at(-1)?.[1];
  const executions = last(/^stat::number_of_executed_units:\s+(\d+)/gm) ?? "no";
  const found = last(/^stat::new_units_added:\s+(\d+)/gm) ?? "no";
  const coverage = last(/ cov: (\d+) /g) ?? "none";
  if (code === 0) return say(`   ${target}: ${executions} executions, ${found} new inputs, coverage ${coverage}`);
  process.exitCode = 1;
  const crash = last(/Test unit written to (\S+)/g);
  say(`${readable(output).slice(-4000)}\n   ${target}: ${crash ? `a crash, by ${crash}` : `it ended with ${code}`}`);
}

// --- the suites, in the order they run

/** Those that run when they are named, and with `all`. */
const SLOW = ["refusals", "consumers"];
const IN_BROWSERS = ["wasm", "e2e", "refusals", "consumers"];

const SUITES = {
  // By the oldest Rust that Cargo.toml promises: it proves the promise, and its lints never change.
  async checks() {
    const { cargo, env } = await installOldestRust();
    const clippy = `${cargo} clippy --all-targets --locked`;
    const boundary = `${cargo} doc --no-deps --locked --target ${WASM32} --features npm`;
    return [
      { command: `${cargo} fmt --all --check`, env, count: countCommand },
      { command: `${clippy} -- -D warnings`, env, count: countCommand },
      { command: `${clippy} --target ${WASM32} -- -D warnings`, env, count: countCommand },
      { command: `${clippy} --target ${WASM32} --features npm -- -D warnings`, env, count: countCommand },
      { command: boundary, env: { ...env, RUSTDOCFLAGS: "-D warnings" }, count: countCommand },
      { command: "node run.mjs docs", count: countCommand },
    ];
  },

  async native() {
    return [{ command: "cargo test --locked --no-fail-fast", count: countCargo }];
  },

  async wasm() {
    await installRustTarget();
    await installWasmBindgen();
    await installCargoTool("wasm-pack", "0.15.1", "--locked");
    await installCargoTool("geckodriver", "0.37.1", "--locked");
    // `no-install`: a tool that does not fit is an error here, not a download to somewhere else.
    const wasmPack = "wasm-pack test --mode no-install --headless";
    return [
      { command: `${wasmPack} --chrome --chromedriver ${CHROMEDRIVER} -- --locked --features npm`, count: countCargo },
      { command: `${wasmPack} --firefox --geckodriver ${GECKODRIVER} -- --locked --features npm`, count: countCargo },
    ];
  },

  async package() {
    await buildPackage();
    return [
      { command: nodeTests("tests/package"), count: countNode },
      { command: "tsc -p www", count: countCommand },
    ];
  },

  async e2e() {
    await buildForBrowsers();
    return [{ command: nodeTests("tests/e2e", 2), count: countNode }];
  },

  async refusals() {
    await buildForBrowsers();
    return [{ command: nodeTests("tests/e2e/refusals", 2), count: countNode }];
  },

  async consumers() {
    await buildPackage();
    for (const name of consumersWithPackages()) await installConsumer(name);
    return [{ command: nodeTests("tests/consumers"), count: countNode }];
  },
};

async function buildForBrowsers() {
  await installCargoTool("geckodriver", "0.37.1", "--locked");
  await buildPackage();
  await buildDemo();
}

async function runGroup(group, total) {
  say(`\n== ${group}`);
  try {
    for (const suite of await SUITES[group]()) {
      const { passed, failed } = await runSuite(suite);
      total.passed += passed;
      total.failed += failed;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    total.failed += 1;
  }
}

async function runSuite({ command, env, count }) {
  const began = Date.now();
  const { code, output } = await execute(command, env);
  const counts = count(output, code);
  if (counts.passed + counts.failed === 0) say("No test ran, or none could be counted:");
  // A suite that broke before or after its tests is a failure that no test of it reports.
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  if (counts.failed > 0) say(readable(output));
  say(`   ${counts.passed} passed, ${counts.failed} failed, ${secondsSince(began)}: ${command}`);
  return counts;
}

function countCommand(_output, code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function countCargo(output) {
  const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)];
  return { passed: sum(results.map((result) => result[1])), failed: sum(results.map((result) => result[2])) };
}

function countNode(output) {
  const last = (word) => [...output.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0;
  return { passed: sum([last("pass")]), failed: sum([last("fail"), last("cancelled")]) };
}

function nodeTests(folder, concurrency = 1) {
  // With no file named, node would go and look for tests of its own choice.
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".test.mjs")) : [];
  if (names.length === 0) throw new Problem(`There are no tests in ${folder}.`);
  const files = names.sort().map((name) => `${folder}/${name}`);
  return `node --test --test-concurrency=${concurrency} --test-reporter=spec ${files.join(" ")}`;
}

// --- what is built

async function buildPackage() {
  const inputs = ["Cargo.toml", "Cargo.lock", "src", "pkg-template", "package-lock.json", "run.mjs", ...companions()];
  const outputs = ["pkg/module.wasm", "www/node_modules/spa-authorize/package.json", "target/package"];
  await once("www/node_modules/.package-stamp", inputs, outputs, async () => {
    await installRustTarget();
    await installWasmBindgen();
    // Not `cargo build`, which would not link a crate of two types with LTO.
    const target = `--features npm --locked --target ${WASM32} --target-dir target`;
    const cargo = `cargo rustc --lib --release --crate-type cdylib ${target}`;
    const glue = "wasm-bindgen --target no-modules --encode-into always --no-typescript --out-name glue";
    // No feature flags: wasm-opt reads from the module what it uses, and more is refused by browsers.
    // Its passes for speed leave fewer bytes, once compressed, than those for size.
    const stripped = "--strip-producers --strip-target-features";
    const optimise = `wasm-opt -O3 ${stripped} target/glue/glue_bg.wasm -o target/glue/module.wasm`;
    await step("Compiling the module, about a minute", cargo, { CARGO_ENCODED_RUSTFLAGS: rustFlags() });
    empty("target/glue");
    await step("Generating its glue", `${glue} --out-dir target/glue target/${WASM32}/release/spa_authorize.wasm`);
    await step("Optimising it, about 10 seconds", optimise);
    await assemblePackage();
    await packAndInstall();
  });
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

async function assemblePackage() {
  const module = fs.readFileSync("target/glue/module.wasm");
  empty("pkg");
  fs.cpSync("pkg-template/package.json", "pkg/package.json");
  await step("Compiling the package around it", "tsc -p pkg-template");
  fs.writeFileSync("pkg/glue.js", asFunction(fs.readFileSync("target/glue/glue.js", "utf8")));
  fs.writeFileSync("pkg/module.wasm", module);
  fs.writeFileSync("pkg/bytes.js", `export default "${module.toString("hex")}";\n`);
  for (const file of companions()) fs.cpSync(file, `pkg/${file}`);
  fs.writeFileSync("pkg/README.md", withoutRepository(fs.readFileSync("README.md", "utf8")));
}

/** Glue that is evaluated when it is called, and not on import; each call makes glue for one more instance. */
function asFunction(glue) {
  return `export default function makeGlue() {\n${glue}\nreturn wasm_bindgen;\n}\n`;
}

/** On npm a README leads to no other file of this repository, and shows none. */
function withoutRepository(readme) {
  return readme.replace(/<!-- repository -->.*?<!-- \/repository -->\n/gs, "");
}

/** The demo gets the tarball, as every other app would: what was not packed is missing there too. */
async function packAndInstall() {
  empty("target/package");
  empty("www/node_modules/spa-authorize");
  await step("Packing it", "npm pack ./pkg --ignore-scripts --loglevel=error --pack-destination target/package");
  const unpack = `tar -xzf ${tarball()} --strip-components=1 -C www/node_modules/spa-authorize`;
  await step("Installing the tarball for the demo", unpack);
}

async function buildDemo() {
  const inputs = ["www", "package-lock.json", "www/node_modules/.package-stamp"];
  await once("www/dist/.stamp", inputs, ["www/dist/index.html"], async () => {
    await step("Building the demo, a few seconds", "vite build www");
  });
}

function companions() {
  return ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "docs/errors.md"];
}

function tarball() {
  const [name] = fs.readdirSync("target/package");
  return `target/package/${name}`;
}

// --- what is installed

async function installNpmPackages() {
  await once("node_modules/.stamp", ["package.json", "package-lock.json", ".npmrc"], [], async () => {
    await step("Installing the npm packages, about 15 seconds", "npm ci --include=dev --loglevel=error");
  });
}

/** The packages of an app's tool, where the tests then put the app. */
async function installConsumer(name) {
  const folder = `target/consumers/${name}`;
  const inputs = [".npmrc", ...["package.json", "package-lock.json"].map((file) => `tests/consumers/${name}/${file}`)];
  await once(`${folder}/node_modules/.stamp`, inputs, [], async () => {
    empty(folder);
    for (const input of inputs) fs.cpSync(input, `${folder}/${path.basename(input)}`);
    const install = `npm ci --prefix ${folder} --ignore-scripts --loglevel=error`;
    await step(`Installing the npm packages of ${name}, up to half a minute`, install);
  });
}

function consumersWithPackages() {
  const names = fs.readdirSync("tests/consumers").sort();
  return names.filter((name) => fs.existsSync(`tests/consumers/${name}/package-lock.json`));
}

/** What the benchmark compares with: pinned in `bench/`, and no part of anything else. */
async function installPeers() {
  const inputs = ["bench/package.json", "bench/package-lock.json", "bench/.npmrc"];
  await once("bench/node_modules/.stamp", inputs, [], async () => {
    await step("Installing the peers, about 10 seconds", "npm ci --prefix bench --ignore-scripts --loglevel=error");
  });
}

async function installRustTarget() {
  const { output } = await executeOrFail("rustup target list --installed");
  if (output.split("\n").includes(WASM32)) return;
  await step(`Adding the Rust target ${WASM32}, about 20 seconds`, `rustup target add ${WASM32}`);
}

/** The oldest Rust that Cargo.toml promises, beside the user's own toolchains and not among them. */
async function installOldestRust() {
  const version = find("Cargo.toml", /^rust-version = "(.+)"$/m);
  const env = { RUSTUP_HOME: path.resolve(".tools/rustup"), CARGO_TARGET_DIR: path.resolve("target/oldest-rust") };
  const parts = `--profile minimal --component clippy,rustfmt --target ${WASM32}`;
  const install = `rustup toolchain install ${version} ${parts} --no-self-update`;
  await once(`.tools/rustup/.stamp-${version}`, [], [], async () => {
    await step(`Installing Rust ${version}, the oldest supported, about 30 seconds`, install, env);
  });
  return { cargo: `cargo +${version}`, env };
}

/** In a folder of its own: TypeDoc needs a TypeScript with an API, and the repository's has none. */
async function installDocsTools() {
  const inputs = ["package.json", "package-lock.json", ".npmrc"].map((name) => `docs/api/${name}`);
  await once("docs/api/node_modules/.stamp", inputs, [TYPEDOC], async () => {
    await step("Installing TypeDoc, about 10 seconds", "npm ci --prefix docs/api --include=dev --loglevel=error");
  });
}

/** Fuzzing needs a nightly Rust: this one, beside the user's own toolchains and not among them. */
async function installFuzzer() {
  await installCargoTool("cargo-fuzz", "0.13.2", "--locked");
  const rustup = { RUSTUP_HOME: path.resolve(".tools/rustup") };
  const install = `rustup toolchain install ${NIGHTLY} --profile minimal --no-self-update`;
  await once(`.tools/rustup/.stamp-${NIGHTLY}`, [], [], async () => {
    await step(`Installing Rust ${NIGHTLY}, about 30 seconds`, install, rustup);
  });
  return { ...rustup, RUSTUP_TOOLCHAIN: NIGHTLY, CARGO_TARGET_DIR: path.resolve("fuzz/target") };
}

function fuzzTargets() {
  return fs.readdirSync("fuzz/fuzz_targets").sort().map((file) => path.parse(file).name);
}

async function installWasmBindgen() {
  const version = find("Cargo.lock", /^name = "wasm-bindgen"\nversion = "(.+)"$/m);
  // Its own lockfile does not resolve any more, so without `--locked`.
  await installCargoTool("wasm-bindgen-cli", version);
}

async function installCargoTool(crate, version, ...flags) {
  const program = `.tools/bin/${crate.replace("-cli", "")}`;
  if (fs.existsSync(program)) {
    const { output } = await execute(`${program} --version`);
    if (output.split(/\s/).includes(version)) return;
  }
  const install = `cargo install ${crate} --version ${version} --force --root .tools ${flags.join(" ")}`.trim();
  await step(`Compiling ${crate} ${version}, 2 to 6 minutes`, install);
}

async function installBrowsers() {
  const programs = ["/usr/bin/chromium", CHROMEDRIVER, "/usr/bin/firefox-esr", WEBKITDRIVER, "/usr/bin/Xvfb"];
  if (programs.every((program) => fs.existsSync(program))) return;
  if (process.getuid() !== 0 || !fs.existsSync("/etc/debian_version")) {
    throw new Problem(
      "The tests need Chromium, Firefox ESR, WebKitGTK, their drivers and Xvfb. Type this once, then start again:\n" +
        `  sudo sh -c "apt-get update && ${INSTALL_BROWSERS}"`,
    );
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await step("Refreshing the list of Debian packages, about 10 seconds", "apt-get update", env);
  await step("Installing Chromium, Firefox and WebKit, about 2 minutes", INSTALL_BROWSERS, env);
}

// --- ports

function readPort(variable, otherwise) {
  const port = Number(process.env[variable] ?? otherwise);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`${variable} must be a port from 1 to 65535, not "${process.env[variable] ?? port}".`);
}

async function requireFreePort(port, variable) {
  // `localhost` is either address, and a server on one of them would answer in the demo's place.
  for (const host of ["127.0.0.1", "::1"]) {
    const error = await tryToListen(port, host);
    if (error === "EADDRINUSE") throw new Problem(`Port ${port} is taken: choose another with ${variable}=…`);
    if (error === "EACCES") throw new Problem(`Port ${port} is not allowed: choose another with ${variable}=…`);
  }
}

function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}

// --- steps, and the programs that do them

/** Does the work unless the inputs are, byte for byte, those of the last time and the outputs are still there. */
async function once(stamp, inputs, outputs, work) {
  const hash = createHash("sha256");
  for (const input of inputs) hashInto(hash, input);
  const digest = hash.digest("hex");
  const known = fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest;
  if (known && outputs.every((output) => fs.existsSync(output))) return;
  // Work that is interrupted must not be taken for the work of the last time.
  fs.rmSync(stamp, { force: true });
  await work();
  fs.writeFileSync(stamp, digest);
}

function hashInto(hash, input) {
  if (!fs.existsSync(input)) throw new Problem(`${input} is missing.`);
  if (!fs.statSync(input).isDirectory()) return void hash.update(`${input}\0`).update(fs.readFileSync(input));
  const names = fs.readdirSync(input).filter((name) => name !== "node_modules" && name !== "dist");
  for (const name of names.sort()) hashInto(hash, `${input}/${name}`);
}

async function step(title, command, env) {
  const began = Date.now();
  say(`-- ${title}`);
  await executeOrFail(command, env);
  say(`   done in ${secondsSince(began)}`);
}

async function executeOrFail(command, env) {
  const result = await execute(command, env);
  if (result.code !== 0) throw new Problem(`${readable(result.output)}\nThis failed: ${command}`);
  return result;
}

const running = new Set();

/** Runs a program to its end, showing the last line it said: kept up to date, or anew every 15 seconds. */
async function execute(command, env) {
  const [program, ...args] = command.split(" ");
  // A process group of its own, so that all of it can be ended, browsers included.
  const options = { env: { ...ENV, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true };
  const child = spawn(program, args, options);
  const began = Date.now();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const progress = setInterval(() => showProgress(began, output), process.stdout.isTTY ? 1000 : 15_000);
  running.add(child);
  // A driver that crashes leaves its browser behind, which would go on for ever.
  child.once("exit", () => killGroup(child.pid, "SIGKILL"));
  try {
    const [code] = await events.once(child, "close");
    // Whoever waits for this would start the next program.
    if (ending) await new Promise(() => {});
    return { code, output };
  } catch {
    throw new Problem(`${program} is missing. Needed are rustup, Node 20.20 or later with npm, a C compiler and git.`);
  } finally {
    running.delete(child);
    clearInterval(progress);
    clearProgress();
  }
}

function showProgress(began, output) {
  const last = output.slice(-2000).split(/[\r\n]+/).filter((line) => line.trim() !== "").at(-1) ?? "";
  const line = `   ${secondsSince(began)}: ${last.trim()}`.slice(0, (process.stdout.columns ?? 120) - 1);
  clearProgress();
  process.stdout.write(process.stdout.isTTY ? line : `${line}\n`);
}

function clearProgress() {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
}

/** Without the progress bars, of which only the last one meant anything. */
function readable(output) {
  return output.replace(/^ *Building \[.*?\r/gm, "").replace(/\r/g, "");
}

let ending = false;
let closeOnExit = () => {};

/** Ends everything that was started: politely, then after three seconds for certain. */
async function end(signal) {
  ending = true;
  const kill = (how) => running.forEach((child) => killGroup(child.pid, how));
  kill("SIGTERM");
  setTimeout(() => (kill("SIGKILL"), process.exit(1)), 3000).unref();
  await closeOnExit();
  await Promise.all([...running].map((child) => events.once(child, "close")));
  process.exit(128 + os.constants.signals[signal]);
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}

// --- small things

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 20)) throw new Problem("Node 20.20 or later is needed.");
}

function find(file, pattern) {
  const found = fs.readFileSync(file, "utf8").match(pattern);
  if (!found) throw new Problem(`${file} has nothing like ${pattern}.`);
  return found[1];
}

function empty(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + Number(number), 0);
}

function secondsSince(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`;
}

function say(text) {
  console.log(text);
}

async function main([name, ...rest]) {
  const commands = { build, start, test, docs, size, bench, fuzz, mutants };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, end);
  try {
    if (!Object.hasOwn(commands, name ?? "")) throw new Problem(USAGE);
    requireNode();
    await commands[name](...rest);
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exit(1);
  }
}

await main(process.argv.slice(2));
