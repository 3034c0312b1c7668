import { createClient } from "@workos-inc/authkit-js";

import { site } from "../page/site.js";

/** It reads the address when it is created, and only then. */
export const readsAddress = true;

/** On the page that the provider leads back to. */
export const arrive = create;

export const accessToken = (client) => client.getAccessToken();

export async function open() {
  const client = await create();
  return { url: () => client.getSignInUrl(), callback: create };
}

function create() {
  return createClient(site.clientId, { apiHostname: site.domain, redirectUri: site.redirectUri, devMode: false });
}
