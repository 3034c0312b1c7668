// What a user sees of the sign-in: one heading, one sentence, and what can be done next.

import { ProviderError, SignInError } from "spa-authorize";
import type { CallbackResult, IdTokenClaims, Tokens } from "spa-authorize";

import { ApiRefusal } from "./api";
import type { Hello } from "./api";
import { countDown } from "./countdown";
import { byId, show, write } from "./dom";

const FIRST = {
  heading: "Sign in to the demo",
  words:
    "A provider on this machine asks who you are: any name and any password will do. Then you are back here, with " +
    "your draft.",
};

const RELOADED = {
  heading: "The reload signed you out of this page",
  words:
    "Your tokens were in the page’s memory, and a reload clears it. This version of spa-authorize keeps no session. " +
    "You may still have one at the provider. Then “Continue” brings you back without a password.",
};

const CANCELLED = {
  heading: "You cancelled the sign-in",
  words: "Nobody is signed in, and your draft is still here. You can sign in whenever you like.",
};

const AUTHORIZED = {
  heading: "You hold an access token",
  words: "The app can call its API with it. It does not know who you are, since this flow brings no ID token.",
};

const INTERACTION_REQUIRED = {
  heading: "Please sign in again",
  words: "The app asked the provider without showing a page, and the provider needs you to sign in there.",
};

const HANDLED = {
  heading: "This sign-in is already over",
  words: "The address was that of an earlier sign-in, and each works once. Start a new one.",
};

const NOT_OURS = {
  heading: "Nobody is signed in",
  words: "This address holds the answer to a sign-in that was not started in this tab, so the app ignores it.",
};

const TOKEN_WORDS = {
  valid:
    "Until then the app can call its API. After that it needs a new token, for which you need no password while your " +
    "session at the provider lasts.",
  expired: "The API refuses it now. Get a new one, or sign in again if your session at the provider is over.",
  unknown: "The provider did not say when it expires. Once the API refuses it, get a new one.",
  absent: "This flow brings no access token: the app knows who you are, and cannot call its API.",
};

const BUTTONS = ["continue", "sign-in", "sign-out"] as const;

type Button = (typeof BUTTONS)[number];

interface Words {
  heading: string;
  words: string;
}

interface Surroundings {
  /** Somebody was signed in at this entry of the history. */
  reloaded: boolean;
  whenExpired(): void;
}

export function showAccount(result: CallbackResult, { reloaded, whenExpired }: Surroundings): void {
  switch (result.kind) {
    case "signed-in":
      say({ heading: `Hello, ${nameOf(result.claims)}`, words: signedInWords(result.claims) }, "sign-out");
      return showTokenPanel(result.tokens, whenExpired);
    case "authorized":
      say(AUTHORIZED, "sign-out");
      return showTokenPanel(result.tokens, whenExpired);
    case "interaction-required":
      return say(INTERACTION_REQUIRED, "sign-in");
    case "already-handled":
      return say(HANDLED, "sign-in");
    case "not-ours":
      return say(NOT_OURS, "sign-in");
    case "none":
      return reloaded ? say(RELOADED, "continue", "sign-in") : say(FIRST, "sign-in");
  }
}

/** A sign-in that came back and did not succeed. */
export function showFailedSignIn(error: SignInError): void {
  const cancelled = error instanceof ProviderError && error.error === "access_denied";
  say(cancelled ? CANCELLED : { heading: "The sign-in did not succeed", words: error.message }, "sign-in");
}

/** What went wrong with something that was pressed. */
export function showAlert(message: string): void {
  write("alert", message);
  show("alert");
}

export function clearAlert(): void {
  show("alert", false);
}

export function showApiCall(): void {
  write("api-status", "…");
  write("api-words", "Calling it.");
}

export function showHello({ greeting, scope, clientId, expiresAt }: Hello): void {
  write("api-status", "200");
  write(
    "api-words",
    `“${greeting}. I asked the provider about your token: it was issued to ${clientId}, allows ${scope}, ` +
      `and expires at ${new Date(expiresAt).toLocaleTimeString()}.”`,
  );
}

export function showApiError(error: unknown): void {
  write("api-status", error instanceof ApiRefusal ? String(error.status) : "no answer");
  write("api-words", error instanceof ApiRefusal ? error.message : "The API could not be reached.");
}

function say({ heading, words }: Words, ...buttons: Button[]): void {
  write("account-heading", heading);
  write("account-words", words);
  showButtons(...buttons);
}

function showButtons(...buttons: Button[]): void {
  for (const id of BUTTONS) show(id, buttons.includes(id));
  byId("sign-in").classList.toggle("primary", buttons[0] === "sign-in");
}

function nameOf({ name, preferred_username: username, sub }: IdTokenClaims): string {
  return [name, username].find((text): text is string => typeof text === "string") ?? sub;
}

function signedInWords({ email }: IdTokenClaims): string {
  return typeof email === "string" ? `You are signed in as ${email}.` : "You are signed in.";
}

function showTokenPanel({ accessToken, expiresAt }: Tokens, whenExpired: () => void): void {
  show("token-panel");
  if (accessToken === undefined) return write("token-words", TOKEN_WORDS.absent);
  show("api");
  show("renew");
  if (expiresAt === null) return write("token-words", TOKEN_WORDS.unknown);
  write("token-words", TOKEN_WORDS.valid);
  countDown("expires", expiresAt, () => {
    showExpired();
    whenExpired();
  });
}

function showExpired(): void {
  write("token-words", TOKEN_WORDS.expired);
  showButtons("sign-out", "sign-in");
  byId("renew").classList.add("primary");
}
