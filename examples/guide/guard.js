import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region guard
const answer = auth.answer();

let hasReturned = false;

/**
 * For a router to call before it shows a page that needs a user: `true` lets it, a path sends it there instead.
 *
 * @param {string} path
 */
export async function guard(path) {
  const outcome = await answer;
  if (outcome.kind === "none") {
    await auth.signIn({ scope: "openid email", returnTo: path }).catch(({ message }) => show(message));
    return false; // the browser is leaving
  }
  if (outcome.kind !== "signed-in") return "/sign-in"; // refused, failed, reloaded: only a click tries again
  if (hasReturned) return true;
  hasReturned = true;
  return outcome.returnTo === path || outcome.returnTo;
}

/** The page at /sign-in: a button, and the reason beside it. */
export async function signInPage() {
  const outcome = await answer;
  const refused = outcome.kind === "failed" && outcome.error.error === "access_denied";
  show(refused ? "You cancelled the sign-in." : outcome.kind === "failed" ? outcome.error.message : "Please sign in.");
  const source = outcome.kind === "failed" ? outcome.error : outcome;
  const returnTo = "returnTo" in source ? source.returnTo : "/";
  button.onclick = () => auth.signIn({ scope: "openid email", returnTo });
}
// #endregion

const pages = /** @type {Record<string, () => Promise<void>>} */ ({
  "/sign-in": signInPage,
  "/inbox": async () => show("Your messages"),
  "/": async () => show("Welcome"),
});

/** The smallest router there is: /inbox and the redirect URI need a user. */
async function navigate(path = location.pathname) {
  const verdict = ["/inbox", "/callback"].includes(path) ? await guard(path) : true;
  if (typeof verdict === "string") {
    history.replaceState(null, "", verdict);
    return navigate(verdict);
  }
  if (verdict) await pages[path]?.();
}

await navigate();
