// `npm run size`: the bytes of the package and its parts, and what an app of the lazy entry loads before the module. Over
// a limit it fails.

import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { installConsumer } from "./lib/npm.mjs";
import { buildPackage } from "./lib/package.mjs";
import { Problem } from "./lib/problem.mjs";

await command(async () => {
  await buildPackage();
  const { TRIPWIRE, sizes } = await import("../bench/size.mjs");
  const { aligned, sizeTable } = await import("../bench/report.mjs");
  const { LAZY_LIMIT, lazySizes } = await import("../bench/lazy_size.mjs");
  await installConsumer("tests/consumers/webpack-5");
  const rows = await sizes();
  const lazyRows = await lazySizes();
  say(aligned(sizeTable([...rows, ...lazyRows])));
  const whole = rows.at(-1).at(-1);
  if (whole > TRIPWIRE) throw new Problem(`The whole package has ${whole} bytes of brotli, over its tripwire, ${TRIPWIRE}.`);
  for (const [what, , , bytes] of lazyRows) {
    if (bytes > LAZY_LIMIT) throw new Problem(`${what}: ${bytes} bytes of brotli, over the limit, ${LAZY_LIMIT}.`);
  }
});
