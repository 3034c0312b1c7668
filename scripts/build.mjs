// `npm run build`: the package in `pkg/`, and packed in `target/package`.

import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";
import { buildPackage, tarball } from "./lib/package.mjs";

await command(async () => {
  await buildPackage();
  say(`The package is in pkg/, packed as ${tarball()}.`);
});
