// The cases that must hold, `cases.json`, and the page that is written from them, `CASES.md`.

import { readFileSync } from "node:fs";

/** A case has an `id`, and either a `what` with the tests that hold it, by file, or the reason why it is not applicable. */
export const SECTIONS = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));

export function casesPage(sections) {
  return [HEAD, ...sections.map(sectionOf)].join("\n");
}

const HEAD = `# Cases

<!-- Written by \`npm run cases\` from cases.json: change that. -->

The clauses of the specifications, the known attacks and the cases from the field, each with the tests that hold it.
[README.md](README.md) says how a case is added. "Not applicable" means that a client in a browser does not do this, or
not yet.
`;

function sectionOf({ title, about, cases }) {
  const intro = about ? [about, ""] : [];
  return [`## ${title}`, "", ...intro, "| id | what | held by |", "| --- | --- | --- |", ...cases.map(rowOf), ""].join("\n");
}

function rowOf({ id, what, heldBy, notApplicable }) {
  if (notApplicable) return `| ${id} | – | not applicable: ${notApplicable} |`;
  const holders = Object.entries(heldBy).map(([file, tests]) => holderOf(file, tests));
  return `| ${id} | ${what} | ${holders.join("<br>")} |`;
}

function holderOf(file, tests) {
  if (tests.length === 0) return file.startsWith("data/") ? `rows of \`${file}\`` : `\`${file}\``;
  const quoted = tests.map((test) => (file.endsWith(".rs") ? `\`${test}\`` : `"${test}"`));
  return `\`${file}\`: ${quoted.join("; ")}`;
}
