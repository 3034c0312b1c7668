// The server of the benchmark's page: each contender as an app would send it, bundled, minified and brotli'd.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { close, listen } from "../www/server/listen.mjs";
import { brotli, bundle } from "./size.mjs";

const HEADERS = {
  // Only a page that is isolated from all others gets a clock of 5 microseconds.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cache-Control": "no-store",
};

/** `{ url, close }`; the page stands where the contenders' redirect URI leads. */
export async function startServer(names) {
  const files = new Map([
    ["/callback", { type: "text/html", body: await readFile(new URL("page/index.html", import.meta.url)) }],
    ["/stopwatch.js", await script("./page/stopwatch.js")],
    ["/session.js", await script("./page/session.js")],
    ["/api", { type: "application/json", body: "{}" }],
  ]);
  for (const name of names) files.set(`/contenders/${name}.js`, await script(`./contenders/${name}.js`));
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url, "http://localhost").pathname);
    if (!file) return response.writeHead(404).end();
    const encoding = file.encoding && { "Content-Encoding": file.encoding };
    response.writeHead(200, { ...HEADERS, "Content-Type": `${file.type}; charset=utf-8`, ...encoding }).end(file.body);
  });
  const port = await listen(server, 0, "127.0.0.1");
  return { url: `http://localhost:${port}`, close: () => close(server) };
}

async function script(path) {
  return { type: "text/javascript", encoding: "br", body: brotli(await bundle(path)) };
}
