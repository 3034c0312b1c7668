import { SignInError } from "spa-authorize";
import type { OidcSignInRequest, SessionSnapshot } from "spa-authorize";

import { clearAlert, showAccount, showAlert, showApiCall, showApiError, showHello } from "./account";
import { fetchHello } from "./api";
import { auth, issuer } from "./client";
import type { Arrived, Work } from "./client";
import { byId, write } from "./dom";
import { startPicker } from "./picker";
import { showTokenPanel } from "./token_panel";
import {
  clearError,
  hideIdentity,
  showAddress,
  showCallbackError,
  showError,
  showResult,
  showUserInfo,
} from "./view";

const draft = byId<HTMLInputElement>("draft");
const returnTo = byId<HTMLSelectElement>("return-to-choice");

/** What this page load brought, once that is known. */
let arrived: Arrived | undefined;

let hasToken = false;

onClick("sign-in", () => signIn({}));
onClick("sign-in-popup", signInPopup);
onClick("renew", () => auth.session.getAccessToken({ fresh: true }));
onClick("sign-out", () => auth.signOut({ returnTo: "/" }));
onClick("call-api", callApi);
onClick("sign-in-code", () => signIn({ responseType: "code" }));
onClick("sign-in-id_token", () => signIn({ responseType: "id_token" }));
onClick("sign-in-id_token-token", () => signIn({ responseType: "id_token token" }));
onClick("sign-in-token", () => signIn({ responseType: "token" }));
onClick("sign-in-silent", () => signIn({ responseType: "code", prompt: "none" }));
onClick("fetch-user-info", async () => showUserInfo(await auth.fetchUserInfo()));

// “Back” after a sign-out shows the page as it was left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && auth.session.getSnapshot().status === "signed-out") location.reload();
});

write("issuer", issuer);
startPicker();
void start();
auth.session.subscribe((now) => void showSession(now));

function signIn(request: OidcSignInRequest<Work>): Promise<void> {
  return auth.signIn({ ...request, returnTo: returnTo.value, appState: { draft: draft.value } });
}

/** This page stays as it is, draft included. */
async function signInPopup(): Promise<void> {
  showResult(await auth.signInPopup());
}

async function start(): Promise<void> {
  const [answer] = await Promise.all([auth.answer(), auth.session.started]);
  arrived = answer;
  if (answer.kind === "failed") showFailure(answer.error);
  else showReturn(answer);
  showAccount(auth.session.getSnapshot(), arrived);
  showAddress();
  // Ahead of the click, which can then leave at once. Should it fail, the click says so.
  auth.ready().catch(() => undefined);
}

function showReturn(result: Exclude<Arrived, { kind: "failed" }>): void {
  if ("returnTo" in result && result.kind !== "already-handled") resume(result.returnTo, result.appState);
  showResult(result);
}

function showFailure(error: SignInError): void {
  if (error.returnTo !== undefined) resume(error.returnTo, error.appState as Work | undefined);
  showCallbackError(error);
}

function resume(path: string, work: Work | undefined): void {
  history.replaceState(null, "", path);
  if (work) draft.value = work.draft;
}

async function showSession(now: SessionSnapshot): Promise<void> {
  showAccount(now, arrived);
  if (now.status === "signed-out") hideIdentity();
  const hadToken = hasToken;
  hasToken = await showTokenPanel(now);
  if (hasToken && !hadToken) await callApi();
}

async function callApi(): Promise<void> {
  showApiCall();
  try {
    showHello(await fetchHello());
  } catch (error) {
    showApiError(error);
  }
}

function onClick(id: string, action: () => Promise<unknown>): void {
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
