// The app of the tests of the session: the test page, with a log of what its listeners were told.

import { INSECURE_HOSTNAME } from "../browser.mjs";
import { servePages } from "../test_page.mjs";

/** For `app.headers`: the page is isolated from others, and theirs from it. */
export const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Each run of it leaves a key of its own, whoever runs it, a frame too; `countRuns` counts them, in a page. */
const COUNTER = `<script>localStorage.setItem("ran:" + Math.random(), location.href);</script>`;

export const countRuns = () => Object.keys(localStorage).filter((key) => key.startsWith("ran:")).length;

/**
 * Pages on `url`; `elsewhere` is the same app on another site, `insecure` where no page is secure. `use(clients, …)`
 * says which clients the next page load makes, by name: `window.auth` is the first, `window.clients` has all.
 *
 * `watches` begins the session with the page, and keeps its snapshots in `window.snapshots`; without, `watchSession()`
 * does. `counts` adds a script to the page itself, which leaves a trace each time it runs.
 */
export async function startSessionApp() {
  const pages = await servePages();
  const { port } = new URL(pages.url);
  const app = Object.assign(pages, {
    elsewhere: `http://127.0.0.1:${port}`,
    insecure: `http://${INSECURE_HOSTNAME}:${port}`,
    use(clients, { watches = false, counts = false } = {}) {
      app.clients = clients;
      const watch = watches ? `<script>document.documentElement.dataset.watch = "true";</script>` : "";
      app.headHtml = `${counts ? COUNTER : ""}${watch}<script type="module" src="/page/session.js"></script>`;
    },
  });
  app.origins = [app.url, app.elsewhere, app.insecure];
  return app;
}
