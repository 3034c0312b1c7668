// The README, here and in the package: its examples compile, its links lead somewhere, and no command is left out.

import assert from "node:assert/strict";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

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
  include: ["*"],
});

test("each example of the README compiles, in JavaScript too, under strict settings", (t) => {
  const files = EXAMPLES.map((example, at) => [`example${at + 1}.${example.language}`, completed(example)]);
  assert.ok(files.length > 5);
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

test("each link of the README leads to a file, or to one of its headings", () => {
  for (const link of linksOf(README)) {
    if (link.startsWith("#")) assert.ok(anchorsOf(README).includes(link), link);
    else assert.ok(existsSync(join(ROOT, link)), link);
  }
});

test("the package's README is the repository's, but for what only the repository has", (t) => {
  const { installed, read } = createConsumer(t);
  const packed = read("README.md");
  assert.equal(packed, README.replace(/<!-- repository -->.*?<!-- \/repository -->\n/gs, ""));
  for (const link of linksOf(packed)) {
    assert.ok(link.startsWith("#") ? anchorsOf(packed).includes(link) : existsSync(join(installed, link)), link);
  }
});

test("each command of package.json is in the README or in CONTRIBUTING.md", () => {
  const pages = README + fromRepository("CONTRIBUTING.md");
  for (const name of Object.keys(JSON.parse(fromRepository("package.json")).scripts)) {
    const command = ["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`;
    assert.ok(pages.includes(`\`${command}\``), `no page has \`${command}\``);
  }
});

/** Those to this repository, pictures among them; what is commented out is not there. */
function linksOf(page) {
  const shown = page.replace(/<!--.*?-->/gs, "");
  const links = Array.from(shown.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
  return links.filter((link) => !link.startsWith("https:"));
}

/** As GitHub and npm make them of headings. */
function anchorsOf(page) {
  const headings = Array.from(page.matchAll(/^#+ (.+)$/gm), ([, heading]) => heading);
  return headings.map((heading) => `#${heading.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-")}`);
}
