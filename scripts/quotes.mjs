// `npm run quotes`: writes into the pages of the guide, and into CONTRIBUTING.md, what the files of their examples say.

import fs from "node:fs";

import { quotingPages, withQuotes } from "../tests/guide.mjs";
import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";

await command(async () => {
  for (const { path, text } of quotingPages()) fs.writeFileSync(path, withQuotes(text));
  say("The examples are quoted in docs/guide/ and in CONTRIBUTING.md.");
});
