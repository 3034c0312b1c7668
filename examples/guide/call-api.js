import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region api
const API = "https://api.example.com";

const result = await auth.handleCallback();

/** @param {string} path */
async function callApi(path) {
  const accessToken = result.kind === "signed-in" ? result.tokens.accessToken : undefined;
  const response = await fetch(new URL(path, API), { headers: { Authorization: `Bearer ${accessToken}` } });
  // The token has expired, or was revoked: sign in again, and come back to this page.
  if (response.status === 401) await auth.signIn({ scope: "openid email", returnTo: location.href });
  return response;
}
// #endregion

button.onclick = async () => {
  const response = await callApi("/messages");
  if (response.ok) show(await response.text());
};
