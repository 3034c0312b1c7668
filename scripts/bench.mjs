// `npm run bench`: races the package against hand-written code and its peers. A bar that does not hold fails.

import { installBrowsers } from "./lib/browsers.mjs";
import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { installPeers } from "./lib/npm.mjs";
import { buildPackage } from "./lib/package.mjs";
import { Problem } from "./lib/problem.mjs";

await command(async () => {
  await installBrowsers();
  await buildPackage();
  await installPeers();
  const { bench } = await import("../bench/bench.mjs");
  const { summary } = await import("../bench/report.mjs");
  const { verdicts } = await import("../bench/tasks.mjs");
  say("-- Measuring, about 20 minutes");
  const results = await bench(say);
  say(`\n${summary(results)}\n`);
  const failed = verdicts(results).filter(({ holds }) => !holds);
  if (failed.length > 0) throw new Problem(`${failed.length} bars do not hold.`);
});
