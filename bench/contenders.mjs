// Who takes part, and in what. A name is a file of `contenders/`. Its `open()` gives a client with `url()` and
// `callback(address)`, or with `implicitUrl()` and `idToken(address)`; `accessToken()` of what a callback gave shows that
// somebody is signed in. A contender that reads the address bar by itself has `arrive()` for (e).

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const OURS = "spa-authorize";

/** The same with a session that all tabs share. */
export const OURS_ON_DEVICE = "spa-authorize-device";

/** What people write, and what a careful person writes who makes the same checks as this package. */
export const BASELINE = "hand-written";
export const SAME_WORK = "hand-written-same-work";

export const CLAIMS = "claims";
export const CLAIMS_AND_SIGNATURE = "claims and signature";

/** The packed tarball, as the demo has it installed. */
export const INSTALLED = fileURLToPath(new URL("../www/node_modules/spa-authorize", import.meta.url));

/**
 * Each from npm, under the name of its package; `absent` says of a task why the peer has no part in it, and `checked` what
 * of the ID token is checked in (e).
 */
export const PEERS = [
  {
    name: "authkit-js",
    package: "@workos-inc/authkit-js",
    checked: "nothing: it asks for none",
    absent: { idToken: "it has the code flow only" },
  },
  {
    name: "oauth4webapi",
    package: "oauth4webapi",
    checked: CLAIMS,
    absent: { idToken: "it has no implicit flow" },
  },
  { name: "openid-client", package: "openid-client", checked: CLAIMS, absent: {} },
  {
    name: "auth0-spa-js",
    package: "@auth0/auth0-spa-js",
    checked: CLAIMS,
    absent: { idToken: "it has the code flow only" },
  },
  {
    name: "oidc-client-ts",
    package: "oidc-client-ts",
    checked: "that there is a `sub`",
    absent: { idToken: "it refuses implicit flows" },
  },
  {
    name: "keycloak-js",
    package: "keycloak-js",
    checked: "`nonce`",
    absent: { idToken: "it checks no signature" },
  },
  {
    name: "msal-browser",
    package: "@azure/msal-browser",
    checked: "`nonce`",
    absent: { idToken: "it has the code flow only" },
  },
  {
    name: "auth0-js",
    package: "auth0-js",
    absent: {
      url: "it makes no code verifier and no challenge",
      callback: "it leaves the code to the app",
      cold: "it builds no PKCE URL",
      signedIn: "it leaves the code to the app",
    },
  },
];

const [ONLY_ID_TOKEN, ONLY_SIGNED_IN] = ["only its (c) differs", "only its (e) differs"];

/** The baseline again, with the key imported for each token. */
const IMPORTING = {
  name: "hand-written-importing",
  absent: { url: ONLY_ID_TOKEN, callback: ONLY_ID_TOKEN, cold: ONLY_ID_TOKEN, signedIn: ONLY_ID_TOKEN },
};

/** A peer again, with the signature checked, which it leaves to choose. */
const WITH_SIGNATURE = {
  name: "oauth4webapi-signature",
  checked: CLAIMS_AND_SIGNATURE,
  absent: { url: ONLY_SIGNED_IN, callback: ONLY_SIGNED_IN, idToken: ONLY_SIGNED_IN, cold: ONLY_SIGNED_IN },
};

const ALL = [
  { name: OURS, checked: CLAIMS_AND_SIGNATURE, absent: {} },
  { name: BASELINE, checked: "nothing", absent: {} },
  { name: SAME_WORK, checked: CLAIMS_AND_SIGNATURE, absent: {} },
  IMPORTING,
  ...PEERS,
  WITH_SIGNATURE,
];

export const EVERYBODY = ALL.map(({ name }) => name);

/** The names of those who do a work. */
export function participants(work) {
  return ALL.filter(({ absent }) => !Object.hasOwn(absent, work)).map(({ name }) => name);
}

/** Who has a session, by the names of files in `contenders/session/`; not of all could one be measured. */
export const SESSIONS = [OURS, OURS_ON_DEVICE, BASELINE, "authkit-js", "auth0-spa-js", "oidc-client-ts"];

/** What somebody checks of the ID token in (e). */
export function checkedBy(name) {
  return ALL.find((contender) => contender.name === name).checked;
}

/** The names of the peers that check an ID token's claims in (e), or its signature as well. */
export function checkingPeers(least) {
  const enough = least === CLAIMS ? [CLAIMS, CLAIMS_AND_SIGNATURE] : [CLAIMS_AND_SIGNATURE];
  return [...PEERS, WITH_SIGNATURE].filter(({ checked }) => enough.includes(checked)).map(({ name }) => name);
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
