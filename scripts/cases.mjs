// `npm run cases`: writes `tests/CASES.md` from `tests/cases.json`, and from what the browsers reported.

import fs from "node:fs";

import { casesPage, REPORTED, SECTIONS } from "../tests/cases.mjs";
import { command } from "./lib/command.mjs";
import { say } from "./lib/console.mjs";

const RESULTS = "target/session-engines.json";

await command(async () => {
  const reported = { ...REPORTED, ...lastRun() };
  fs.writeFileSync("tests/engines.json", `${JSON.stringify(reported, undefined, 2)}\n`);
  fs.writeFileSync("tests/CASES.md", casesPage(SECTIONS, reported));
  say("The page of cases is tests/CASES.md.");
});

/** What the last runs of the session's tests left, turned round: by case. A run of a part of them says nothing of others. */
function lastRun() {
  if (!fs.existsSync(RESULTS)) return {};
  const byCase = {};
  for (const [browser, cases] of Object.entries(JSON.parse(fs.readFileSync(RESULTS, "utf8")))) {
    for (const [id, tests] of Object.entries(cases)) {
      const words = [...new Set(tests.map(({ result }) => result))];
      // What failed, or was not run, takes nothing back: the tests say so.
      const isWhole = words.every((word) => ["passed", "shim", "cannot"].includes(word));
      byCase[id] = { ...REPORTED[id], ...byCase[id], ...(isWhole && { [browser]: words.join(", ") }) };
    }
  }
  return byCase;
}
