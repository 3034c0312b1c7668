// Who takes part, and in what. A name is a file of `contenders/`.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const OURS = "spa-authorize";

/** What people write, and what a careful person writes who makes the same checks as this package. */
export const BASELINE = "hand-written";
export const SAME_WORK = "hand-written-same-work";

/** The packed tarball, as the demo has it installed. */
export const INSTALLED = fileURLToPath(new URL("../www/node_modules/spa-authorize", import.meta.url));

/** Each from npm, under the name of its package; `absent` says of a task why the peer has no part in it. */
export const PEERS = [
  { name: "authkit-js", package: "@workos-inc/authkit-js", absent: { idToken: "it has the code flow only" } },
  { name: "oauth4webapi", package: "oauth4webapi", absent: { idToken: "it has no implicit flow" } },
  { name: "openid-client", package: "openid-client", absent: {} },
  { name: "auth0-spa-js", package: "@auth0/auth0-spa-js", absent: { idToken: "it has the code flow only" } },
  { name: "oidc-client-ts", package: "oidc-client-ts", absent: { idToken: "it refuses implicit flows" } },
  { name: "keycloak-js", package: "keycloak-js", absent: { idToken: "it checks no signature" } },
  { name: "msal-browser", package: "@azure/msal-browser", absent: { idToken: "it has the code flow only" } },
  {
    name: "auth0-js",
    package: "auth0-js",
    absent: {
      url: "it makes no code verifier and no challenge",
      callback: "it leaves the code to the app",
      cold: "it builds no PKCE URL",
    },
  },
];

const SAME = "it is hand-written once more";

/** The baseline again, with the key imported anew for each token. */
const IMPORTING = { name: "hand-written-importing", absent: { url: SAME, callback: SAME, cold: SAME } };

const ALL = [{ name: OURS, absent: {} }, { name: BASELINE, absent: {} }, { name: SAME_WORK, absent: {} }, IMPORTING, ...PEERS];

export const EVERYBODY = ALL.map(({ name }) => name);

/** The names of those who do a work. */
export function participants(work) {
  return ALL.filter(({ absent }) => !Object.hasOwn(absent, work)).map(({ name }) => name);
}

/** `{ name: version }` of what is installed. */
export function versions() {
  const ours = [OURS, versionIn(`${INSTALLED}/package.json`)];
  const peers = PEERS.map((peer) => [
    peer.name,
    versionIn(new URL(`node_modules/${peer.package}/package.json`, import.meta.url)),
  ]);
  return Object.fromEntries([ours, ...peers]);
}

function versionIn(manifest) {
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
