// `npm run size`: the bytes of the package and its parts. Over the tripwire it fails.

import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { buildPackage } from "./lib/package.mjs";
import { Problem } from "./lib/problem.mjs";

await command(async () => {
  await buildPackage();
  const { TRIPWIRE, sizes } = await import("../bench/size.mjs");
  const { aligned, sizeTable } = await import("../bench/report.mjs");
  const rows = await sizes();
  say(aligned(sizeTable(rows)));
  const whole = rows.at(-1).at(-1);
  if (whole > TRIPWIRE) throw new Problem(`The whole package has ${whole} bytes of brotli, over its tripwire, ${TRIPWIRE}.`);
});
