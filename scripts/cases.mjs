// `npm run cases`: writes `tests/CASES.md` from `tests/cases.json`.

import fs from "node:fs";

import { casesPage, SECTIONS } from "../tests/cases.mjs";
import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";

await command(async () => {
  fs.writeFileSync("tests/CASES.md", casesPage(SECTIONS));
  say("The page of cases is tests/CASES.md.");
});
