// The cases that must hold, `cases.json`, and the page that is written from them, `CASES.md`.

import { readFileSync } from "node:fs";

/** A case has an `id`, and either a `what` with the tests that hold it, by file, or the reason why it is not applicable. */
export const SECTIONS = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));

/** What the browsers' runner of the session reported last, by case and browser: `passed`, `shim` or `cannot`. */
export const REPORTED = JSON.parse(readFileSync(new URL("engines.json", import.meta.url), "utf8"));

export function casesPage(sections, reported = REPORTED) {
  return [HEAD, ...sections.map((section) => sectionOf(section, reported))].join("\n");
}

const HEAD = `# Cases

<!-- Written by \`npm run cases\` from cases.json: change that. -->

The clauses of the specifications, the known attacks and the cases from the field, each with the tests that hold it.
[README.md](README.md) says how a case is added. "Not applicable" means that a client in a browser does not do this, or
not yet.

Where the session's cases run in browsers, a column for each says what its runner reported last: "passed"; "shim" where a
script stands in for what no browser here does; "cannot" where the browser or its driver cannot show it.
`;

function sectionOf({ title, about, cases }, reported) {
  const intro = about ? [about, ""] : [];
  const browsers = cases.some(({ id }) => reported[id]) ? BROWSERS : [];
  const head = ["id", "what", ...browsers, "held by"];
  const rows = [head, head.map(() => "---"), ...cases.map((one) => rowOf(one, browsers, reported[one.id]))];
  return [`## ${title}`, "", ...intro, ...rows.map((cells) => `| ${cells.join(" | ")} |`), ""].join("\n");
}

function rowOf({ id, what, heldBy, notApplicable }, browsers, results = {}) {
  const reported = browsers.map((browser) => results[browser] ?? "–");
  if (notApplicable) return [id, "–", ...reported, `not applicable: ${notApplicable}`];
  const holders = Object.entries(heldBy).map(([file, tests]) => holderOf(file, tests));
  return [id, what, ...reported, holders.join("<br>")];
}

function holderOf(file, tests) {
  if (tests.length === 0) return file.startsWith("data/") ? `rows of \`${file}\`` : `\`${file}\``;
  const quoted = tests.map((test) => (file.endsWith(".rs") ? `\`${test}\`` : `"${test}"`));
  return `\`${file}\`: ${quoted.join("; ")}`;
}

const BROWSERS = ["Chromium", "Firefox", "WebKit"];
