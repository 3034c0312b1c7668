import { SignInError } from "spa-authorize";
import type { OidcSignInRequest, Tokens } from "spa-authorize";

import { auth, issuer } from "./client";
import type { Work } from "./client";
import { byId, write } from "./dom";
import { startPicker } from "./picker";
import { clearError, showAddress, showCallbackError, showError, showResult, showUserInfo } from "./view";

const draft = byId<HTMLInputElement>("draft");
const returnTo = byId<HTMLSelectElement>("return-to-choice");

/** In this variable and nowhere else: after a reload, the app signs in again or asks silently. */
let tokens: Tokens | undefined;

onClick("sign-in-code", () => signIn({ responseType: "code" }));
onClick("sign-in-id_token", () => signIn({ responseType: "id_token" }));
onClick("sign-in-id_token-token", () => signIn({ responseType: "id_token token" }));
onClick("sign-in-token", () => signIn({ responseType: "token" }));
onClick("sign-in-silent", () => signIn({ responseType: "code", prompt: "none" }));
onClick("sign-out", () => auth.signOut({ ...(tokens && { tokens }), returnTo: "/" }));
onClick("fetch-user-info", async () => {
  if (tokens) showUserInfo(await auth.fetchUserInfo(tokens));
});

write("issuer", issuer);
startPicker();
void handleCallback();

function signIn(request: OidcSignInRequest<Work>): Promise<void> {
  return auth.signIn({ ...request, returnTo: returnTo.value, appState: { draft: draft.value } });
}

async function handleCallback(): Promise<void> {
  try {
    const result = await auth.handleCallback();
    if ("tokens" in result) tokens = result.tokens;
    if ("returnTo" in result) resume(result.returnTo, result.appState);
    showResult(result);
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    if (error.returnTo !== undefined) resume(error.returnTo, error.appState as Work | undefined);
    showCallbackError(error);
  }
  showAddress();
  // Ahead of the click, which can then leave at once. Should it fail, the click says so.
  auth.ready().catch(() => undefined);
}

function resume(path: string, work: Work | undefined): void {
  history.replaceState(history.state, "", path);
  if (work) draft.value = work.draft;
}

function onClick(id: string, action: () => Promise<void>): void {
  byId(id).addEventListener("click", () => {
    clearError();
    action().catch((error: unknown) => {
      if (!(error instanceof SignInError)) throw error;
      showError(error);
    });
  });
}
