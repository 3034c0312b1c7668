// `npm run races`: plays 10,000 random orders of events between tabs, or as many as given.

import { command } from "./lib/command.mjs";
import { readable, say } from "./lib/console.mjs";
import { execute, step } from "./lib/execute.mjs";
import { Problem } from "./lib/problem.mjs";

await command(async (seeds = "10000") => {
  if (!/^[1-9]\d{0,7}$/.test(seeds)) throw new Problem(`The seeds must be a whole number, not "${seeds}".`);
  await step("Compiling the session's world", `${TEST} --no-run`, {});
  say(`-- Playing ${seeds} orders of events, and looking for one that misses each safeguard`);
  const { code, output } = await execute(TEST, { SESSION_SEEDS: seeds });
  say(readable(output).match(/^test .* \.\.\. \w+$|^\d+ of \d+ seeds:$|^seed .*$/gm)?.join("\n") ?? readable(output));
  process.exitCode = code === 0 ? 0 : 1;
});

const TEST = "cargo test --locked --release --test session_races";
