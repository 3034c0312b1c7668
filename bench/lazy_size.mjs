// What an app loads of the lazy entry before the module's chunk, with the bundler's own part: built by Vite and by webpack.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "vite";

import { INSTALLED } from "./contenders.mjs";
import { row } from "./size.mjs";

const FOLDER = fileURLToPath(new URL("../target/lazy-size/", import.meta.url));
const WEBPACK = new URL("../target/consumers/webpack-5/node_modules/webpack/lib/index.js", import.meta.url);

/** The most bytes of brotli that may load before the chunk. */
export const LAZY_LIMIT = 3_000;

/** The least that an app of the lazy entry does. */
const APP = `
  import { oidc } from "spa-authorize/lazy";
  const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: location.origin + "/callback" });
  auth.handleCallback().then(({ kind }) => (document.title = kind));
`;

const ALIAS = { "spa-authorize": INSTALLED };

/** `[what, raw, gzip, brotli]` for each bundler. */
export async function lazySizes() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "main.js"), APP);
  writeFileSync(join(FOLDER, "index.html"), '<!doctype html><script type="module" src="/main.js"></script>');
  return [
    row("before the chunk, by Vite", loadedFirst(await byVite())),
    row("before the chunk, by webpack", loadedFirst(await byWebpack())),
  ];
}

async function byVite() {
  await build({ root: FOLDER, configFile: false, logLevel: "error", resolve: { alias: ALIAS }, build: { outDir: "vite" } });
  return join(FOLDER, "vite/assets");
}

async function byWebpack() {
  const { default: webpack } = await import(WEBPACK);
  const output = { path: join(FOLDER, "webpack") };
  const options = { mode: "production", context: FOLDER, entry: "./main.js", output, resolve: { alias: ALIAS } };
  const stats = await promisify(webpack)(options);
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  return output.path;
}

/** All scripts but the one that holds the module. */
function loadedFirst(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const scripts = names.map((name) => readFileSync(join(folder, name)));
  const first = scripts.filter(({ length }) => length < 100_000);
  if (scripts.length - first.length !== 1) throw new Error(`The module is not in a chunk of its own: ${names.join(", ")}`);
  return Buffer.concat(first);
}
