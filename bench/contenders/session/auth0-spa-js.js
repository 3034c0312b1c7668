import { accessToken, open as openSignIn } from "../auth0-spa-js.js";

export function open() {
  const { url, callback } = openSignIn();
  let client;
  return {
    url,
    callback: async () => (client = await callback(location.href)),
    token: () => accessToken(client),
  };
}
