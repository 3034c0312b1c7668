// The examples of the README and the guide, on a page of the tests: as they stand, but for the addresses and the ids.

import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { click, leave, passProvider, until } from "./app.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const CSP_PAGE = await readFile(new URL("../../docs/guide/csp.md", import.meta.url), "utf8");

/** What the guide says that a page's policy needs. */
const [, POLICY] = CSP_PAGE.match(/^```\n(script-src .*)\n```$/m);

/**
 * Opens an example on a page that has what it looks for, under the guide's own policy, or what `policy` makes of it.
 * `provider` stands in for the example's own; `path` is where the page is.
 */
export async function openExample({ driver, page }, code, options = {}) {
  const { provider = standIn(page), path = "/", policy = (own) => own } = options;
  const adapt = (text) => adapted(text, page, provider);
  page.scripts = { "/stage.js": STAGE, "/example.js": await bundled(`${adapt(code)}\n${THE_END}`, adapt) };
  page.headHtml = ["stage", "example"].map((name) => `<script type="module" src="/${name}.js"></script>`).join("");
  page.contentSecurityPolicy = adapt(policy(POLICY));
  await driver.get(page.url + path);
}

/** Waits until the example has run to its end. */
export function untilRun(driver) {
  return until(driver, "the end of the example", () => document.documentElement.dataset.ran);
}

export async function signIn({ driver }, selector = "#sign-in") {
  await untilRun(driver);
  // React renders in its own time.
  await until(driver, selector, (selector) => document.querySelector(selector) !== null, selector);
  await leave(driver, () => click(driver, selector));
  await passProvider(driver, "alice");
}

/** The line that an example writes. */
export function lineWith({ driver }, words) {
  const find = (words) => document.body.innerText.match(new RegExp(`.*${words}.*`))?.[0];
  return until(driver, `a line with "${words}"`, find, words);
}

function standIn({ optionsFor }) {
  const { issuer, clientId } = optionsFor("first");
  return { url: issuer, clientId };
}

/** The provider and the app are those of the tests; AuthKit and Microsoft have an address that the reader need not give. */
function adapted(text, page, { url, clientId }) {
  const domain = `domain: "${new URL(url).host}", dangerouslyAllowHttpEndpoints: true`;
  const partners = page.optionsFor("second");
  return text
    .replace(/domain: "[^"]+"/, domain)
    .replace("authkit({", `$& ${domain},`)
    .replace('entra({\n  tenant: "organizations"', `$&, ${domain}`)
    .replace(/clientId: "[^"]+"/, `clientId: "${clientId}"`)
    .replace("my-app-for-partners", partners.clientId)
    .replaceAll("https://login.example.org", partners.issuer)
    .replaceAll("https://login.example.com", url)
    // The one API that checks an access token here.
    .replaceAll("https://api.example.com", url)
    .replaceAll("/messages", "/me");
}

/** As a bundler does: React is in it, and the package stays the one that is served. */
async function bundled(contents, adapt) {
  const { outputFiles } = await build({
    stdin: { contents, loader: "tsx", resolveDir: ROOT },
    bundle: true,
    plugins: [adapting(adapt)],
    alias: { "spa-authorize": "/package/index.js" },
    external: ["/package/*"],
    format: "esm",
    jsx: "automatic",
    write: false,
  });
  return outputFiles[0].text;
}

function adapting(adapt) {
  const setup = (build) =>
    build.onLoad({ filter: /\/examples\/guide\// }, async ({ path }) => ({
      contents: adapt(await readFile(path, "utf8")),
      loader: extname(path).slice(1),
    }));
  return { name: "adapting", setup };
}

const STAGE = `
  for (const id of ["sign-in", "staff", "partners"]) {
    document.body.insertAdjacentHTML("beforeend", \`<button id="\${id}">\${id}</button>\`);
  }
  document.body.insertAdjacentHTML("beforeend", '<div id="root"></div><p id="message"></p>');
  globalThis.show = (text) => document.body.append(text);
`;

const THE_END = "document.documentElement.dataset.ran = true;";
