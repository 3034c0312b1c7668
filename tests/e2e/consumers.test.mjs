// The apps whose tools are here already; `consumers/installed.test.mjs` has those that bring their own.

import { testSignIns } from "../consumers/consumer.mjs";

const PLAIN = { fixture: "plain", from: "./node_modules/spa-authorize/index.js" };

/** Without `connect-src` and its fallback `default-src`, a policy leaves the requests to the provider alone. */
const STRICT = { "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'" };

testSignIns([
  { name: "A plain page", ...PLAIN },
  { name: "A page whose policy is script-src 'self' 'wasm-unsafe-eval' and nothing else", ...PLAIN, headers: STRICT },
  { name: "esbuild", fixture: "esbuild", build: "esbuild page.js --bundle --outdir=dist", script: "/dist/page.js" },
  { name: "The newest Vite, built", fixture: "vite", build: "vite build", root: "dist" },
  { name: "The newest Vite's dev server", fixture: "vite", start: (port) => `vite --strictPort --port ${port}` },
]);
