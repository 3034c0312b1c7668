import { createHash } from "node:crypto";
import fs from "node:fs";

import { Problem } from "./problem.mjs";

/** Does the work unless the inputs are, byte for byte, those of the last time and the outputs are still there. */
export async function once(stamp, inputs, outputs, work) {
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

/** The first group of the pattern in a file. */
export function find(file, pattern) {
  const found = fs.readFileSync(file, "utf8").match(pattern);
  if (!found) throw new Problem(`${file} has nothing like ${pattern}.`);
  return found[1];
}

export function empty(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

function hashInto(hash, input) {
  if (!fs.existsSync(input)) throw new Problem(`${input} is missing.`);
  if (!fs.statSync(input).isDirectory()) return void hash.update(`${input}\0`).update(fs.readFileSync(input));
  const names = fs.readdirSync(input).filter((name) => name !== "node_modules" && name !== "dist");
  for (const name of names.sort()) hashInto(hash, `${input}/${name}`);
}
