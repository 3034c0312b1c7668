// WorkOS's emulator of AuthKit, behind a gate.

import { startEmulator } from "../emulator.mjs";
import { startGate } from "./gate.mjs";

/** The gate (`gate.mjs`), with the `options` of a client of the factory `authkit`. */
export async function startSessionAuthKit() {
  const emulator = await startEmulator();
  const gate = await startGate({ paths: PATHS, forwardTo: emulator.url });
  const { close } = gate;
  return Object.assign(gate, {
    options: () => ({ factory: "authkit", clientId: "client_app", ...domainOf(gate.url) }),
    sessionsOf: emulator.sessionsOf,
    close: () => Promise.all([close(), emulator.close()]),
  });
}

function domainOf(url) {
  return { domain: new URL(url).host, dangerouslyAllowHttpEndpoints: true };
}

const PATHS = {
  authorization: "/user_management/authorize",
  token: "/user_management/authenticate",
  jwks: "/sso/jwks/client_app",
  end_session: "/user_management/sessions/logout",
};
