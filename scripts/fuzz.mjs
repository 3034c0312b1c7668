// `npm run fuzz`: feeds every target of `fuzz/` for a minute, or for the seconds given.

import fs from "node:fs";
import path from "node:path";

import { command } from "./lib/command.mjs";
import { readable, say } from "./lib/console.mjs";
import { execute, step } from "./lib/execute.mjs";
import { Problem } from "./lib/problem.mjs";
import { installFuzzer } from "./lib/rust.mjs";

await command(async (seconds = "60") => {
  if (!/^[1-9]\d{0,5}$/.test(seconds)) throw new Problem(`The seconds must be a whole number, not "${seconds}".`);
  const env = await installFuzzer();
  await step("Compiling the fuzz targets, 1 to 4 minutes", "cargo fuzz build", env);
  for (const target of targets()) await feed(target, seconds, env);
});

function targets() {
  return fs.readdirSync("fuzz/fuzz_targets").sort().map((file) => path.parse(file).name);
}

/** What was found worth keeping stays in `fuzz/corpus`. */
async function feed(target, seconds, env) {
  fs.mkdirSync(`fuzz/corpus/${target}`, { recursive: true });
  const folders = `fuzz/corpus/${target} fuzz/seeds/${target}`;
  const limits = `-max_total_time=${seconds} -max_len=4096 -timeout=10 -dict=fuzz/dictionary -print_final_stats=1`;
  const { code, output } = await execute(`cargo fuzz run ${target} ${folders} -- ${limits}`, env);
  if (code === 0) return say(`   ${target}: ${summary(output)}`);
  process.exitCode = 1;
  const crash = last(output, /Test unit written to (\S+)/g);
  say(`${readable(output).slice(-4000)}\n   ${target}: ${crash ? `a crash, by ${crash}` : `it ended with ${code}`}`);
}

function summary(output) {
  const executions = last(output, /^stat::number_of_executed_units:\s+(\d+)/gm) ?? "no";
  const found = last(output, /^stat::new_units_added:\s+(\d+)/gm) ?? "no";
  const coverage = last(output, / cov: (\d+) /g) ?? "none";
  return `${executions} executions, ${found} new inputs, coverage ${coverage}`;
}

function last(output, pattern) {
  return [...output.matchAll(pattern)].at(-1)?.[1];
}
