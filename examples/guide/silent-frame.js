import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region frame
/** The result, or `undefined` where the provider would have to show a page. */
export async function signInSilently() {
  await auth.ready();
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-same-origin"); // and not "allow-scripts": no second copy of the app starts in it
  frame.hidden = true;
  frame.src = auth.createAuthorizeUrl({ scope: "openid email", prompt: "none" });
  try {
    const url = await addressAfterLoad(frame);
    const result = url && (await auth.handleCallback({ url }));
    return result && result.kind === "signed-in" ? result : undefined;
  } finally {
    frame.remove();
  }
}

/**
 * Where the frame ends up; `undefined` where that is not a page of this origin, or takes more than ten seconds.
 *
 * @param {HTMLIFrameElement} frame
 * @returns {Promise<string | undefined>}
 */
function addressAfterLoad(frame) {
  return new Promise((resolve) => {
    frame.onload = () => resolve(frame.contentDocument?.URL);
    setTimeout(resolve, 10_000);
    document.body.append(frame);
  });
}
// #endregion

const result = await auth.handleCallback();
const user = result.kind === "signed-in" ? result : await signInSilently();
show(user ? `Hello ${user.claims.email}` : "Please sign in.");
button.onclick = () => auth.signIn({ scope: "openid email" });
