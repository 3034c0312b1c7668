// What a user sees of the session: one heading, one sentence, and what can be done next.

import { ProviderError } from "spa-authorize";
import type { IdTokenClaims, SessionSnapshot, SignedOutReason } from "spa-authorize";

import { ApiRefusal } from "./api";
import type { Hello } from "./api";
import type { Arrived } from "./client";
import { show, write } from "./dom";

const FINDING_OUT = { heading: "One moment", words: "The page finds out whether somebody is signed in." };

const FIRST = {
  heading: "Sign in to the demo",
  words:
    "A provider on this machine asks who you are: any name and any password will do. Then you are back here, with " +
    "your draft.",
};

const CANCELLED = {
  heading: "You cancelled the sign-in",
  words: "Nobody is signed in, and your draft is still here. You can sign in whenever you like.",
};

const AUTHORIZED = {
  heading: "You hold an access token",
  words: "The app can call its API with it. It does not know who you are, since this flow brings no ID token.",
};

const RETRYING = "The access token has ended, and the provider cannot be reached. The session tries again by itself.";

const ENDED = "The access token has ended, and nothing renews it. Sign in again: your draft is still here.";

/** Why nobody is signed in, where this page load brought no sign-in. */
const SIGNED_OUT: Record<Exclude<SignedOutReason, "failed">, Words> = {
  "not-signed-in": FIRST,
  "signed-out": { heading: "You have signed out", words: "The session has ended in every tab." },
  "signed-out-elsewhere": { heading: "You signed out in another tab", words: "So the session has ended here as well." },
  refused: { heading: "Please sign in again", words: "The provider no longer renews this session." },
  "user-changed": {
    heading: "Another user has signed in",
    words: "In another tab. This one shows nobody else’s data: sign in to go on as that user.",
  },
  expired: { heading: "Please sign in again", words: "What you had has ended, and nothing renews it." },
};

/** What a page load brought that signed nobody in. */
const BROUGHT: { [Kind in Arrived["kind"]]?: Words } = {
  "interaction-required": {
    heading: "Please sign in again",
    words: "The app asked the provider without showing a page, and the provider needs you to sign in there.",
  },
  "already-handled": {
    heading: "This sign-in is already over",
    words: "The address was that of an earlier sign-in, and each works once. Start a new one.",
  },
  "not-ours": {
    heading: "Nobody is signed in",
    words: "This address holds the answer to a sign-in that was not started in this tab, so the app ignores it.",
  },
};

const BUTTONS = ["sign-in", "sign-in-popup", "sign-out"] as const;

interface Words {
  heading: string;
  words: string;
}

export function showAccount(now: SessionSnapshot, arrived?: Arrived): void {
  const { heading, words } = wordsFor(now, arrived);
  write("account-heading", heading);
  write("account-words", words);
  for (const id of BUTTONS) show(id, buttonsFor(now).includes(id));
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

function wordsFor(now: SessionSnapshot, arrived: Arrived | undefined): Words {
  switch (now.status) {
    case "unknown":
      return FINDING_OUT;
    case "signed-in":
      return { heading: `Hello, ${nameOf(now.claims)}`, words: signedInWords(now.claims) };
    case "expired":
      return { heading: `Hello, ${nameOf(now.claims)}`, words: now.retrying ? RETRYING : ENDED };
    case "authorized":
      return AUTHORIZED;
    case "signed-out":
      return signedOutWords(now, arrived);
  }
}

function signedOutWords({ reason, error }: SignedOut, arrived: Arrived | undefined): Words {
  if (reason === "failed") {
    const cancelled = error instanceof ProviderError && error.error === "access_denied";
    return cancelled ? CANCELLED : { heading: "The sign-in did not succeed", words: error?.message ?? "" };
  }
  const brought = reason === "not-signed-in" && arrived ? BROUGHT[arrived.kind] : undefined;
  return brought ?? SIGNED_OUT[reason];
}

function buttonsFor(now: SessionSnapshot): readonly (typeof BUTTONS)[number][] {
  if (now.status === "unknown") return [];
  if (now.status === "signed-out") return ["sign-in", "sign-in-popup"];
  return now.status === "expired" && !now.retrying ? BUTTONS : ["sign-out"];
}

function nameOf({ name, preferred_username: username, sub }: IdTokenClaims): string {
  return [name, username].find((text): text is string => typeof text === "string") ?? sub;
}

function signedInWords({ email }: IdTokenClaims): string {
  return typeof email === "string" ? `You are signed in as ${email}.` : "You are signed in.";
}

type SignedOut = Extract<SessionSnapshot, { status: "signed-out" }>;
