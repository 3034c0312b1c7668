import { randomBytes } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { api, apiClient } from "./api.mjs";
import { close, listen } from "./listen.mjs";
import { REFRESH_TOKENS, startProvider } from "./provider.mjs";

const CLIENT_ID = "spa-authorize-demo";
const API_ID = "spa-authorize-demo-api";
const INDEX = "/index.html";

/** The routes that the app has a page of its own for. */
const PAGES = { "/stores": "/stores.html" };

/** Short, so that one can watch an access token end and be renewed. */
const ACCESS_TOKEN_SECONDS = 60;

const MIME_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves the built app and starts a provider for it. Port 0 takes any free port.
 *
 * An access token lives for `accessTokenSeconds`. `hostnames` are those that the app may be opened under. `headHtml` is put
 * at the start of `<head>`, its scripts allowed by a nonce: for tests that have to be there before the app.
 */
export async function startDemo({
  appPort = 4173,
  providerPort = 4174,
  root = fileURLToPath(new URL("../dist", import.meta.url)),
  host = "127.0.0.1",
  hostnames = ["localhost", "127.0.0.1"],
  accessTokenSeconds = numberFrom("ACCESS_TOKEN_SECONDS", 86_400) ?? ACCESS_TOKEN_SECONDS,
  headHtml = "",
} = {}) {
  await requireBuild(root);
  const server = createServer();
  const port = await listen(server, appPort, host);
  const origins = hostnames.map((hostname) => `http://${hostname}:${port}`);

  try {
    const client = { id: API_ID, secret: randomBytes(32).toString("base64url") };
    const provider = await startProvider({
      port: providerPort,
      host,
      clients: [clientFor(origins), apiClient(client)],
      configuration: { ...REFRESH_TOKENS, ttl: { AccessToken: accessTokenSeconds } },
    });
    const answerApi = api({ introspectionEndpoint: provider.introspectionEndpoint, client, appId: CLIENT_ID });
    const answerApp = app({ root, provider, headHtml });
    server.on("request", (request, response) => {
      return request.url.startsWith("/api/") ? answerApi(request, response) : answerApp(request, response);
    });
    return { url: origins[0], provider, close: () => Promise.all([close(server), provider.close()]) };
  } catch (error) {
    await close(server);
    throw error;
  }
}

function clientFor(origins) {
  return {
    client_id: CLIENT_ID,
    client_name: "spa-authorize demo",
    redirect_uris: origins.map((origin) => `${origin}/callback`),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
  };
}

async function requireBuild(root) {
  const index = join(root, "index.html");
  await access(index).catch((cause) => {
    throw new Error(`"${index}" is missing: build the demo first.`, { cause });
  });
}

function app({ root, provider, headHtml }) {
  const nonce = randomBytes(16).toString("base64");
  const headers = {
    "Content-Security-Policy": contentSecurityPolicy(new URL(provider.issuer).origin, headHtml && nonce),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
  };
  const fill = (html) =>
    html
      .replace("<head>", () => `<head>${headHtml.replaceAll("<script", `<script nonce="${nonce}"`)}`)
      .replace("{{issuer}}", provider.issuer)
      .replace("{{client-id}}", CLIENT_ID);

  return async (request, response) => {
    try {
      const path = pathOf(request.url);
      const body = await readFile(join(root, path));
      const type = MIME_TYPES[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { ...headers, "Content-Type": type });
      response.end(extname(path) === ".html" ? fill(body.toString()) : body);
    } catch {
      response.writeHead(404, headers).end();
    }
  };
}

/** A path without an extension is a route of the app, and the app decides what it means. */
function pathOf(target) {
  const { pathname } = new URL(`http://localhost${target}`);
  return extname(pathname) === "" ? (PAGES[pathname] ?? INDEX) : pathname;
}

function contentSecurityPolicy(providerOrigin, nonce) {
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${nonce && ` 'nonce-${nonce}'`}`,
    "style-src 'self'",
    `connect-src 'self' ${providerOrigin}`,
    // The silent frame: to the provider, and back.
    `frame-src 'self' ${providerOrigin}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

async function main() {
  const demo = await startDemo({ appPort: portFrom("PORT"), providerPort: portFrom("PROVIDER_PORT") });
  console.log(`Open ${demo.url} (its provider is ${demo.provider.issuer}; Ctrl-C ends both).`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, demo.close);
}

function portFrom(name) {
  return numberFrom(name, 65_535);
}

function numberFrom(name, most) {
  const value = process.env[name];
  if (!value) return undefined;
  if (/^\d{1,5}$/.test(value) && Number(value) <= most) return Number(value);
  throw new Error(`${name} is "${value}": expected a number from 0 to ${most}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
