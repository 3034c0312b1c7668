// The bytes of the package and of its parts: as they are, and as a server sends them.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build } from "esbuild";

const PACKAGE = new URL("../pkg/", import.meta.url);

/** What an app pays for all of it: every provider, every check, the module inlined. */
export const BUDGET = 20_000;

/** `[what, raw, gzip, brotli]` of each part, minified; the whole comes last. */
export async function sizes() {
  const parts = ["index.js", "client.js", "steps.js", "module.js", "errors.js", "glue.js"];
  const scripts = await Promise.all(parts.map(async (name) => row(name, await minified(name, false))));
  const module = row("module.wasm", readFileSync(new URL("module.wasm", PACKAGE)));
  const inlined = row("bytes.js", await minified("bytes.js", false));
  return [...scripts, module, inlined, row("the whole package", await minified("index.js", true))];
}

async function minified(name, bundle) {
  const entryPoints = [fileURLToPath(new URL(name, PACKAGE))];
  const { outputFiles } = await build({ entryPoints, bundle, minify: true, format: "esm", write: false });
  return Buffer.from(outputFiles[0].contents);
}

function row(what, bytes) {
  return [what, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes, brotli(bytes)).length];
}

function brotli({ length }) {
  return { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: length } };
}
