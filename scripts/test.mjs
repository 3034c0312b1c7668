// `npm test`: every suite but the slow ones; `npm test all` those too; `npm test native` only that one.

import { installBrowsers } from "./lib/browsers.mjs";
import { command } from "./lib/command.mjs";
import { readable, say, secondsSince } from "./lib/console.mjs";
import { execute } from "./lib/execute.mjs";
import { Problem } from "./lib/problem.mjs";
import { IN_BROWSERS, SLOW, SUITES } from "./lib/suites.mjs";

await command(async (only) => {
  const names = suitesOf(only);
  if (names.some((name) => IN_BROWSERS.includes(name))) await installBrowsers();

  const total = { passed: 0, failed: 0 };
  for (const name of names) await runSuite(name, total);
  process.exitCode = total.failed > 0 ? 1 : 0;
  say(`\n${total.passed} passed, ${total.failed} failed`);
});

function suitesOf(only) {
  const all = Object.keys(SUITES);
  if (only === "all") return all;
  if (only === undefined) return all.filter((name) => !SLOW.includes(name));
  if (all.includes(only)) return [only];
  throw new Problem(`There is no suite "${only}": choose all, ${all.join(", ")}.`);
}

async function runSuite(name, total) {
  say(`\n== ${name}`);
  try {
    for (const part of await SUITES[name]()) {
      const { passed, failed } = await runPart(part);
      total.passed += passed;
      total.failed += failed;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    total.failed += 1;
  }
}

async function runPart({ command, env, count }) {
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
