// A provider for the examples to be tried with: `node provider.mjs`, and then any login and any password.

import { startProvider } from "../www/server/provider.mjs";

/** Of `vite`, of `ng serve`. */
const PORTS = [5173, 4200];

const redirectUris = PORTS.map((port) => `http://localhost:${port}/callback`);
const { issuer } = await startProvider({ port: 4174, clients: [{ client_id: "example", redirect_uris: redirectUris }] });
console.log(`The provider is ${issuer} (Ctrl-C ends it).`);
