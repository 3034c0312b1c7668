// The bytes of the package, of its parts and of its peers: as they are, and as a server sends them.

import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build } from "esbuild";

import { INSTALLED, participants, PEERS } from "./contenders.mjs";

const PACKAGE = new URL("../pkg/", import.meta.url);

/**
 * What may not be passed unseen: what all of the package weighed when somebody last looked, 186,326 bytes, plus 3 %. A change
 * that is worth more bytes sets it again, by what was measured plus 3 %.
 */
export const TRIPWIRE = 191_900;

/** `[what, raw, gzip, brotli]` of each part, minified; the whole comes last. */
export async function sizes() {
  const files = readdirSync(PACKAGE, { recursive: true }).filter((name) => name.endsWith(".js") && name !== "bytes.js");
  const scripts = await Promise.all(files.sort().map(async (name) => row(basename(name), await minified(name, false))));
  const module = row("module.wasm", readFileSync(new URL("module.wasm", PACKAGE)));
  const inlined = row("bytes.js", await minified("bytes.js", false));
  return [...scripts, module, inlined, row("the whole package", await minified("index.js", true))];
}

/** The same of each peer's whole package, with all that it depends on. */
export function peerSizes() {
  return Promise.all(PEERS.map(async (peer) => row(peer.name, await bundle(peer.package))));
}

/** `{ name: bytes }` of what each contender loads for its first URL, in brotli. */
export async function loadedSizes() {
  const loaded = participants("cold").map(async (name) => [name, brotli(await bundle(`./contenders/${name}.js`)).length]);
  return Object.fromEntries(await Promise.all(loaded));
}

/** One file with all that it imports, as an app's bundler writes it. */
export function bundle(entry) {
  return esbuild(entry, {
    bundle: true,
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    alias: { "spa-authorize": INSTALLED },
    define: { "process.env.NODE_ENV": '"production"' },
  });
}

export function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

function minified(name, whole) {
  return esbuild(fileURLToPath(new URL(name, PACKAGE)), { bundle: whole });
}

async function esbuild(entry, options) {
  const common = { entryPoints: [entry], minify: true, format: "esm", write: false, logLevel: "error" };
  const { outputFiles } = await build({ ...common, ...options });
  return Buffer.from(outputFiles[0].contents);
}

/** What it is called, and its bytes: as they are, by gzip and by brotli. */
export function row(what, bytes) {
  return [what, bytes.length, gzipSync(bytes, { level: 9 }).length, brotli(bytes).length];
}
