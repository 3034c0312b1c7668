// `npm run mutants`: breaks each check of what comes back and each rule of a session, one at a time.
// `.cargo/mutants.toml` says which.

import fs from "node:fs";

import { command } from "./lib/command.mjs";
import { readable, say } from "./lib/console.mjs";
import { execute } from "./lib/execute.mjs";
import { Problem } from "./lib/problem.mjs";
import { installMutator } from "./lib/rust.mjs";

await command(async () => {
  await installMutator();
  say("-- Testing the mutants, some hours");
  const { code, output } = await execute("cargo mutants --jobs 2 --no-shuffle --output target", {});
  if (!fs.existsSync("target/mutants.out/missed.txt") || code === 4) throw new Problem(readable(output));
  const missed = read("missed");
  say(`${missed}   ${count(read("caught")) + count(read("timeout"))} found, ${count(missed)} not`);
  process.exitCode = missed === "" ? 0 : 1;
});

function read(name) {
  return fs.readFileSync(`target/mutants.out/${name}.txt`, "utf8");
}

function count(list) {
  return list.split("\n").length - 1;
}
