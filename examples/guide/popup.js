import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region popup
const channel = new BroadcastChannel("sign-in");

// In the popup: pass the answer on. A copy of an error, because the error itself would arrive without its code.
const answer = await auth.handleCallback().catch((error) => ({ ...error }));
if (answer.appState === "popup") {
  channel.postMessage(answer);
  window.close();
}

// In the page that opened it:
channel.onmessage = ({ data: { claims, code, kind } }) =>
  show(claims ? `Hello ${claims.email}` : `Not signed in: ${code ?? kind}`);

await auth.ready(); // so that the click needs no await
button.onclick = () => {
  const url = auth.createAuthorizeUrl({ scope: "openid email", appState: "popup" });
  window.open(url, "", "width=480,height=640");
};
// #endregion
