// A provider and an API for the examples to be tried with: `node provider.mjs`, and then any login and any password.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { api, apiClient } from "../www/server/api.mjs";
import { close, listen } from "../www/server/listen.mjs";
import { REFRESH_TOKENS, startProvider } from "../www/server/provider.mjs";

/** Where `vite` and `ng serve` serve the apps. */
const APPS = ["http://localhost:5173", "http://localhost:4200"];

/** Short, so that one can watch an access token being renewed. */
const ACCESS_TOKEN_SECONDS = 60;

const APP_ID = "example";
const HOST = "127.0.0.1";

/** Starts both for the apps at these addresses. Port 0 takes any free port. */
export async function startServers({ apps, providerPort = 0, apiPort = 0, accessTokenSeconds = ACCESS_TOKEN_SECONDS }) {
  const client = { id: "example-api", secret: randomBytes(32).toString("base64url") };
  const provider = await startProvider({
    port: providerPort,
    clients: [appClient(apps), apiClient(client)],
    configuration: { ...REFRESH_TOKENS, ttl: { AccessToken: accessTokenSeconds } },
  });
  const { introspectionEndpoint } = provider;
  const server = createServer(api({ introspectionEndpoint, client, appId: APP_ID, origins: apps }));
  const apiUrl = `http://localhost:${await listen(server, apiPort, HOST)}`;
  return { provider, apiUrl, close: () => Promise.all([close(server), provider.close()]) };
}

function appClient(apps) {
  return {
    client_id: APP_ID,
    redirect_uris: apps.map((url) => `${url}/callback`),
    post_logout_redirect_uris: apps.map((url) => `${url}/`),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { provider, apiUrl } = await startServers({ apps: APPS, providerPort: 4174, apiPort: 4175 });
  console.log(`The provider is ${provider.issuer}, the API ${apiUrl} (Ctrl-C ends both).`);
}
