// What people write who take no library: tokens in a variable, and a renewal when they are about to end.

import { site } from "../../page/site.js";
import { open as openSignIn } from "../hand-written.js";

export function open() {
  const { url, callback } = openSignIn();
  let tokens;
  let expiresAt;

  function keep(answer) {
    tokens = answer;
    expiresAt = Date.now() + answer.expires_in * 1000;
  }

  async function token() {
    return Date.now() < expiresAt - 30_000 ? tokens.access_token : renewed();
  }

  async function renewed() {
    const response = await fetch(site.tokenEndpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: site.clientId,
        refresh_token: tokens.refresh_token,
      }),
    });
    keep(await response.json());
    return tokens.access_token;
  }

  return { url, callback: async () => keep(await callback(location.href)), token, renewed };
}
