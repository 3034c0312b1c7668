// The server of the test page: the installed package as plain files, and two providers beside it.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

import { close, listen } from "../../www/server/listen.mjs";
import { startProvider } from "../../www/server/provider.mjs";

const PACKAGE = new URL("../../www/node_modules/spa-authorize/", import.meta.url);
const PAGE = new URL("page/", import.meta.url);

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

/** Pages with two providers: `reset()` puts back the clients `first` and `second`, each of a provider of its own. */
export async function startTestPage() {
  const pages = await servePages();
  const [first, second] = await Promise.all(["first", "second"].map((name) => startProviderFor(pages.url, name)));
  const providers = { first, second };
  const { reset, close } = pages;
  const page = Object.assign(pages, {
    providers,
    optionsFor: (name) => optionsFor(pages.url, name, providers[name].issuer),
    reset: () => (reset(), Object.assign(page, { clients: clientsOf(page) })),
    close: () => Promise.all([close(), first.close(), second.close()]),
  });
  page.reset();
  return page;
}

/**
 * The pages alone. `headHtml`, `scripts` (texts by path), `contentSecurityPolicy`, `headers` and `clients` (options by
 * name) are what the next page load gets; `reset()` puts them back, without a client. `loads` has the address of each
 * page load.
 */
export async function servePages() {
  const { server, port } = await serverOfItsOwn();
  const page = {
    url: `http://localhost:${port}`,
    reset: () => Object.assign(page, defaults()),
    close: () => close(server),
  };
  page.reset();
  server.on("request", answer(page));
  return page;
}

/** On a port that had no page before, since a browser keeps what those had stored. */
async function serverOfItsOwn() {
  const server = createServer();
  const port = await listen(server, 0, "127.0.0.1");
  if (!ports.has(port)) return ports.add(port), { server, port };
  await close(server);
  return serverOfItsOwn();
}

const ports = new Set();

/** A provider that knows the client and the addresses of the test page at `origin`. */
export function startProviderFor(origin, clientId, port = 0) {
  const redirectUris = ["/callback", "/callback?tab=2", "/callback/partners"].map((path) => origin + path);
  const client = { client_id: clientId, redirect_uris: redirectUris, post_logout_redirect_uris: [`${origin}/`] };
  return startProvider({ port, clients: [client] });
}

/** With the endpoints given: no request is made before the exchange. */
function optionsFor(origin, clientId, issuer) {
  return {
    issuer,
    clientId,
    redirectUri: `${origin}/callback`,
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    jwksUri: `${issuer}/jwks`,
    authorizationResponseIssParameterSupported: true,
  };
}

function clientsOf({ optionsFor }) {
  return { first: optionsFor("first"), second: optionsFor("second") };
}

function defaults() {
  return {
    headHtml: "",
    scripts: {},
    contentSecurityPolicy: "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
    headers: {},
    clients: {},
    loads: [],
  };
}

function answer(page) {
  return async ({ url }, response) => {
    try {
      const { pathname } = new URL(url, page.url);
      const file = fileAt(pathname);
      if (extname(pathname) === "") page.loads.push(url);
      const content = page.scripts[pathname] ?? (await readFile(file, "utf8"));
      response.setHeader("Content-Type", TYPES[extname(file.pathname)]);
      response.setHeader("Content-Security-Policy", page.contentSecurityPolicy);
      for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
      response.end(file.pathname.endsWith("/index.html") ? fill(content, page) : content);
    } catch {
      // With a body, or Chromium puts a page of its own in its place, which is of no origin.
      response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found");
    }
  };
}

/** A path without an extension is the page. */
function fileAt(path) {
  if (path.startsWith("/package/")) return new URL(`.${path.slice("/package".length)}`, PACKAGE);
  if (path.startsWith("/page/")) return new URL(`.${path.slice("/page".length)}`, PAGE);
  return new URL(extname(path) === "" ? "index.html" : `.${path}`, PAGE);
}

function fill(html, { headHtml, clients }) {
  const json = JSON.stringify(clients).replaceAll("<", "\\u003c");
  return html.replace("{{head}}", () => headHtml).replace("{{clients}}", () => json);
}
