import { SignInError } from "spa-authorize";
import type { OidcSignInRequest, Tokens } from "spa-authorize";

import {
  clearAlert,
  showAccount,
  showAlert,
  showApiCall,
  showApiError,
  showFailedSignIn,
  showHello,
} from "./account";
import { fetchHello } from "./api";
import { auth, issuer } from "./client";
import type { Work } from "./client";
import { byId, write } from "./dom";
import { startPicker } from "./picker";
import { clearError, showAddress, showCallbackError, showError, showResult, showUserInfo } from "./view";

/** In the page's history entry: after a reload the app can say why nobody is signed in. */
const SIGNED_IN = { signedIn: true };

const draft = byId<HTMLInputElement>("draft");
const returnTo = byId<HTMLSelectElement>("return-to-choice");

/** In this variable and nowhere else: a reload clears it, and the app signs in again or asks silently. */
let tokens: Tokens | undefined;

let signedOut = false;

onClick("sign-in", () => signIn({}));
onClick("continue", () => signIn({ prompt: "none" }));
onClick("renew", () => signIn({ prompt: "none" }));
onClick("sign-out", signOut);
onClick("call-api", callApi);
onClick("sign-in-code", () => signIn({ responseType: "code" }));
onClick("sign-in-id_token", () => signIn({ responseType: "id_token" }));
onClick("sign-in-id_token-token", () => signIn({ responseType: "id_token token" }));
onClick("sign-in-token", () => signIn({ responseType: "token" }));
onClick("sign-in-silent", () => signIn({ responseType: "code", prompt: "none" }));
onClick("fetch-user-info", async () => {
  if (tokens) showUserInfo(await auth.fetchUserInfo(tokens));
});

// “Back” after a sign-out shows the page as it was left, greeting included.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && signedOut) location.reload();
});

write("issuer", issuer);
startPicker();
void handleCallback();

function signIn(request: OidcSignInRequest<Work>): Promise<void> {
  return auth.signIn({ ...request, returnTo: returnTo.value, appState: { draft: draft.value } });
}

function signOut(): Promise<void> {
  signedOut = true;
  history.replaceState(null, "");
  return auth.signOut({ ...(tokens && { tokens }), returnTo: "/" });
}

async function handleCallback(): Promise<void> {
  const reloaded = history.state?.signedIn === true;
  try {
    const result = await auth.handleCallback();
    if ("tokens" in result) tokens = result.tokens;
    if ("returnTo" in result && result.kind !== "already-handled") resume(result.returnTo, result.appState);
    showAccount(result, { reloaded, whenExpired: callApi });
    showResult(result);
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    if (error.returnTo !== undefined) resume(error.returnTo, error.appState as Work | undefined);
    showFailedSignIn(error);
    showCallbackError(error);
  }
  showAddress();
  void callApi();
  // Ahead of the click, which can then leave at once. Should it fail, the click says so.
  auth.ready().catch(() => undefined);
}

function resume(path: string, work: Work | undefined): void {
  history.replaceState(tokens ? SIGNED_IN : null, "", path);
  if (work) draft.value = work.draft;
}

async function callApi(): Promise<void> {
  if (tokens?.accessToken === undefined) return;
  showApiCall();
  try {
    showHello(await fetchHello(tokens.accessToken));
  } catch (error) {
    showApiError(error);
  }
}

function onClick(id: string, action: () => Promise<void>): void {
  byId(id).addEventListener("click", () => {
    clearAlert();
    clearError();
    action().catch((error: unknown) => {
      if (!(error instanceof SignInError)) throw error;
      showAlert(error.message);
      showError(error);
    });
  });
}
