// The README and the guide, here and in the package: their examples compile, their links lead somewhere, and no command is
// left out. The README is short, and the guide's examples are what their files say.

import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { guidePages, quotingPages, unquotedBlocks, withQuotes } from "../guide.mjs";
import { NOT_OURS_REASONS, RESULT_KINDS } from "../../www/node_modules/spa-authorize/index.js";
import { completed, EXAMPLES, README } from "../readme.mjs";
import { createConsumer, fromRepository, ROOT, runTool } from "./consumer.mjs";

/** What an example calls that is the reader's own. */
const READERS_OWN = "declare function show(text: string): void;";

const CONFIG = JSON.stringify({
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    types: [],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    strict: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
  },
  include: ["**/*"],
});

/** What a reader gets in five minutes. */
const LIMITS = { lines: 200, words: 1300 };

test("the README has at most 200 lines and 1,300 words", () => {
  const words = README.split(/\s+/).filter((word) => word !== "");
  assert.ok(words.length <= LIMITS.words, `the README has ${words.length} words`);
  const lines = README.split("\n").slice(0, -1);
  assert.ok(lines.length <= LIMITS.lines, `the README has ${lines.length} lines`);
});

test("the README has these sections, in this order", () => {
  const headings = Array.from(README.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
  assert.deepEqual(headings, [
    "What you get",
    "Call an API",
    "A session",
    "React",
    "By provider",
    "Errors",
    "More",
    "This repository",
  ]);
});

test("each example of the README compiles, in JavaScript too, under strict settings", (t) => {
  const files = EXAMPLES.map((example, at) => [`example${at + 1}.${example.language}`, completed(example)]);
  assert.ok(files.length > 3);
  const consumer = createConsumer(t, {
    ...Object.fromEntries(files),
    "own.d.ts": READERS_OWN,
    "tsconfig.json": CONFIG,
  });
  for (const name of ["react", "react-dom", "@types"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(consumer.folder, "node_modules", name));
  }
  const { status, output } = runTool(consumer, "tsc", "-p", ".");
  assert.equal(status, 0, output);
});

test("each example of the guide compiles, in JavaScript too, under strict settings", (t) => {
  const consumer = createConsumer(t, { "tsconfig.json": CONFIG });
  cpSync(join(ROOT, "examples/guide"), join(consumer.folder, "guide"), { recursive: true });
  const { status, output } = runTool(consumer, "tsc", "-p", ".");
  assert.equal(status, 0, output);
});

test("each block of code in the guide and in CONTRIBUTING.md is what its file says: npm run quotes writes it", () => {
  for (const { path, text } of quotingPages()) {
    assert.equal(withQuotes(text), text, path);
    assert.deepEqual(unquotedBlocks(text), [], `${path} has code that no test runs`);
  }
});

test("the guide has a row for each kind of result, and for each reason of not-ours", () => {
  const page = fromRepository("docs/guide/results.md");
  assert.deepEqual(rowsBelow(page, "`kind`"), RESULT_KINDS.toSorted());
  assert.deepEqual(rowsBelow(page, "`reason`"), NOT_OURS_REASONS.toSorted());
});

test("each page of the guide is in the README", () => {
  for (const { path } of guidePages()) assert.ok(linksOf(README).includes(path), path);
});

test("each link of the README, the guide and the pages beside it leads to a file, or to one of its headings", () => {
  const pages = guidePages().map(({ path }) => path);
  for (const page of ["README.md", "docs/comparison.md", "docs/parameters.md", ...pages]) assertLinks(ROOT, page);
});

test("the package's README is the repository's, but for what only the repository has", (t) => {
  const { installed, read } = createConsumer(t);
  assert.equal(read("README.md"), README.replace(/<!-- repository -->.*?<!-- \/repository -->\n/gs, ""));
  assertLinks(installed, "README.md");
});

test("the package has the guide, whose links lead to what is packed", (t) => {
  const { installed, read } = createConsumer(t);
  for (const { path, text } of guidePages()) {
    assert.equal(read(path), text);
    assertLinks(installed, path);
  }
});

test("each command of package.json is in the README or in CONTRIBUTING.md", () => {
  const pages = README + fromRepository("CONTRIBUTING.md");
  for (const name of Object.keys(JSON.parse(fromRepository("package.json")).scripts)) {
    const command = ["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`;
    assert.ok(pages.includes(`\`${command}\``), `no page has \`${command}\``);
  }
});

/** What the rows of a table name, sorted: the one whose head begins with this. */
function rowsBelow(page, head) {
  const table = page.split("\n\n").find((block) => block.startsWith(`| ${head} |`));
  return Array.from(table.matchAll(/^\| `([\w-]+)` \|/gm), ([, name]) => name).slice(1).sort();
}

/** Each link of a page below `root` leads to a file there, and its anchor to one of that file's headings. */
function assertLinks(root, page) {
  for (const link of linksOf(readFileSync(join(root, page), "utf8"))) {
    const [path, anchor] = link.split("#");
    const file = path === "" ? join(root, page) : join(root, page, "..", path);
    assert.ok(existsSync(file), `${page}: ${link}`);
    if (anchor !== undefined) assert.ok(anchorsOf(readFileSync(file, "utf8")).includes(anchor), `${page}: ${link}`);
  }
}

/** Those to this repository, pictures among them; what is commented out is not there. */
function linksOf(page) {
  const shown = page.replace(/<!--.*?-->/gs, "");
  const links = Array.from(shown.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
  return links.filter((link) => !link.startsWith("https:"));
}

/** As GitHub and npm make them of headings. */
function anchorsOf(page) {
  const headings = Array.from(page.matchAll(/^#+ (.+)$/gm), ([, heading]) => heading);
  return headings.map((heading) => `${heading.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-")}`);
}
