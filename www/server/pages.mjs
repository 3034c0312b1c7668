// What the provider's pages have in common: the frame, the style, and text that stays text.

import { readFile } from "node:fs/promises";

const CSS = await readFile(new URL("provider.css", import.meta.url), "utf8");

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A whole page. `title` is text, `body` is HTML, and so is what follows the card. */
export function page(title, body, below = "") {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escape(title)} · provider on this machine</title>
    <style>${CSS}</style>
  </head>
  <body>
    <main>
      <p class="whose">Provider on this machine</p>
      <div class="login-card">
        <h1>${escape(title)}</h1>
        ${body}
      </div>
      ${below}
    </main>
  </body>
</html>`;
}

/** What came from a request, as rows that can hold no markup. */
export function rows(entries) {
  const items = Object.entries(entries).map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`);
  return `<dl>${items.join("")}</dl>`;
}

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
