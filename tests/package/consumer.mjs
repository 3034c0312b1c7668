import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const TIMEOUT_MS = 60_000;

const PACKED = join(ROOT, "target/package");

/** What is tested is what would be published: the packed tarball, and nothing else of this repository. */
export const TARBALL = join(PACKED, readdirSync(PACKED)[0]);

export function fromRepository(path) {
  return readFileSync(join(ROOT, path), "utf8");
}

/** An app with these files and the package as its one dependency, gone when the test is over. */
export function createConsumer(t, files) {
  const folder = mkdtempSync(join(tmpdir(), "spa-authorize-consumer-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const installed = installTarball(folder);
  for (const [name, content] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return { folder, installed, read: (name) => readFileSync(join(installed, name), "utf8") };
}

/** Puts the package where an app in this folder finds it, in place of what was there. */
export function installTarball(folder) {
  const installed = join(folder, "node_modules/spa-authorize");
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", TARBALL, "--strip-components=1", "-C", installed]);
  return installed;
}

/** Runs a program of this repository's `node_modules` in the consumer's folder. */
export function runTool(consumer, name, ...args) {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "node_modules/.bin", name), args, {
    cwd: consumer.folder,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/** Runs a file of the consumer in Node, and reads the JSON that it prints. */
export function runInNode(consumer, file) {
  // One that waits for ever would hold up everything: nothing can interrupt a call that blocks.
  const args = { cwd: consumer.folder, encoding: "utf8", timeout: TIMEOUT_MS };
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], args);
  if (status !== 0) throw new Error(`${file} ended with ${status ?? signal}:\n${stderr}`);
  return JSON.parse(stdout);
}
