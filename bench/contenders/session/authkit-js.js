import { accessToken, arrive, open as openSignIn } from "../authkit-js.js";

export async function open() {
  const { url } = await openSignIn();
  let client;
  return {
    url,
    callback: async () => (client = await arrive()),
    token: () => accessToken(client),
    renewed: () => client.getAccessToken({ forceRefresh: true }),
  };
}
