// The guide's pages, and the examples that they and CONTRIBUTING.md quote from files: `npm run quotes` writes them.
//
// A block of code stands below a comment that names its file, `<!-- examples/guide/popup.js#popup -->`; what follows
// the # is a region of it, between `#region popup` and the next `#endregion`.

import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../", import.meta.url);

/** The guide's pages, each `{ path, text }`. */
export function guidePages() {
  const names = readdirSync(new URL("docs/guide/", ROOT)).filter((name) => name.endsWith(".md")).sort();
  return names.map((name) => ({ path: `docs/guide/${name}`, text: read(`docs/guide/${name}`) }));
}

/** The pages that quote files, each `{ path, text }`. */
export function quotingPages() {
  return [...guidePages(), { path: "CONTRIBUTING.md", text: read("CONTRIBUTING.md") }];
}

/** A page whose blocks are what their files say. */
export function withQuotes(text) {
  return text.replace(QUOTE, (_block, comment, path, region, language) => {
    return `${comment}\n\`\`\`${language}\n${quoted(path, region)}\`\`\`\n`;
  });
}

/** Blocks of code that are no quotes. */
export function unquotedBlocks(text) {
  return Array.from(text.replace(QUOTE, "").matchAll(/^```(?:js|jsx|ts|tsx|vue|svelte|html|rust)\n.*?^```\n/gms), ([block]) => block);
}

function quoted(path, region) {
  const lines = read(path).split("\n").slice(0, -1);
  if (region === undefined) return `${lines.join("\n")}\n`;
  const begin = lines.findIndex((line) => line.trimEnd().match(/#region (\S+)/)?.[1] === region);
  if (begin === -1) throw new Error(`${path} has no region "${region}"`);
  const end = lines.findIndex((line, at) => at > begin && line.includes("#endregion"));
  return dedented(lines.slice(begin + 1, end));
}

function dedented(lines) {
  const indents = lines.filter((line) => line !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => `${line.slice(indent)}\n`).join("");
}

function read(path) {
  return readFileSync(new URL(path, ROOT), "utf8");
}

const QUOTE = /^(<!-- ((?:examples|src|tests)\/[^\s#]+)(?:#(\S+))? -->)\n```(\w+)\n(?:.*?\n)??```\n/gms;
