// The npm packages, each set pinned by a lockfile beside the files that use it.

import fs from "node:fs";
import path from "node:path";

import { step } from "./execute.mjs";
import { empty, once } from "./files.mjs";

export async function installNpmPackages() {
  await once("node_modules/.stamp", ["package.json", "package-lock.json", ".npmrc"], [], async () => {
    await step("Installing the npm packages, about 15 seconds", "npm ci --include=dev --loglevel=error");
  });
}

export async function installConsumers() {
  for (const source of consumersWithPackages()) await installConsumer(source);
}

/** What the benchmark compares with: pinned in `bench/`, and no part of anything else. */
export async function installPeers() {
  const inputs = ["bench/package.json", "bench/package-lock.json", "bench/.npmrc"];
  await once("bench/node_modules/.stamp", inputs, [], async () => {
    await step("Installing the peers, about 10 seconds", "npm ci --prefix bench --ignore-scripts --loglevel=error");
  });
}

/** In a folder of its own: TypeDoc needs a TypeScript with an API, and the repository's has none. */
export async function installTypeDoc() {
  const typedoc = "docs/api/node_modules/.bin/typedoc";
  const inputs = ["package.json", "package-lock.json", ".npmrc"].map((name) => `docs/api/${name}`);
  await once("docs/api/node_modules/.stamp", inputs, [typedoc], async () => {
    await step("Installing TypeDoc, about 10 seconds", "npm ci --prefix docs/api --include=dev --loglevel=error");
  });
  return typedoc;
}

/** The packages of an app's tool, where the tests then put the app. */
export async function installConsumer(source) {
  const name = path.basename(source);
  const folder = `target/consumers/${name}`;
  const inputs = [".npmrc", ...["package.json", "package-lock.json"].map((file) => `${source}/${file}`)];
  await once(`${folder}/node_modules/.stamp`, inputs, [], async () => {
    empty(folder);
    for (const input of inputs) fs.cpSync(input, `${folder}/${path.basename(input)}`);
    const install = `npm ci --prefix ${folder} --ignore-scripts --loglevel=error`;
    await step(`Installing the npm packages of ${name}, up to half a minute`, install);
  });
}

/** The folders of apps with a lockfile. */
function consumersWithPackages() {
  const inside = (parent) => fs.readdirSync(parent).sort().map((name) => `${parent}/${name}`);
  const folders = ["tests/consumers", "examples"].flatMap(inside);
  return folders.filter((folder) => fs.existsSync(`${folder}/package-lock.json`));
}
