// What an engineer sees of the page load: its result, its facts, and how far the sign-in came.

import { ProviderError, SignInError } from "spa-authorize";
import type { CallbackResult, NotOursReason, SignedIn, Tokens, UserInfo } from "spa-authorize";

import type { Work } from "./client";
import { byId, fillTable, show, write } from "./dom";
import { reach } from "./path";
import type { Step } from "./path";
import { shorten } from "./shorten";

const WORDS = {
  "signed-in": "The ID token says who the user is.",
  authorized: "The response brought an access token alone. It says what the app may do, not who the user is.",
  "interaction-required": "The provider cannot answer without showing a page.",
  none: "The address holds no response: this is an ordinary page load.",
  "already-handled": "This response was handled before. Nothing is done twice, and the address is clean again.",
  "not-ours": "The address holds a response that this page did not ask for. It was left as it is.",
} as const satisfies Record<CallbackResult["kind"], string>;

const SIGNATURE_WORDS = {
  verified: "It passed every check, including its signature.",
  "not-checked": "It passed every other check; its signature was not checked.",
} as const;

const REASONS: Record<NotOursReason, string> = {
  "unknown-state": "No sign-in in this tab has its state.",
  "state-missing": "It has no state, which every answer to a sign-in has.",
  "other-client": "Another client of this app asked for it.",
  "other-address": "It came to another address than the redirect URI.",
  "too-large": "It is too large to read.",
};

const TIME_CLAIMS = ["exp", "iat", "auth_time", "nbf"];

export function showResult(result: CallbackResult<Work>): void {
  showKind(result.kind, wordsFor(result));
  if ("returnTo" in result) showJourney("appState" in result ? result.appState : undefined, result.returnTo);
  if (result.kind === "signed-in") showIdentity(result);
  if (result.kind === "signed-in" || result.kind === "authorized") return showTokens(result.tokens);
  if (result.kind === "none" || result.kind === "not-ours") return reach("click");
  reach("callback", true);
}

/** A callback that ended in an error still gives back what the app had sent along. */
export function showCallbackError(error: SignInError): void {
  showKind("error", "This sign-in is over, and no token was handed out.");
  showJourney(error.appState, error.returnTo);
  showError(error, "callback");
}

export function showError(error: SignInError, step?: Step): void {
  write("error-code", error.code);
  write("error-message", error.message);
  write("provider-error", error instanceof ProviderError ? providerWords(error) : "");
  show("error");
  if (step) reach(step, true);
}

export function clearError(): void {
  show("error", false);
}

export function showUserInfo(userInfo: UserInfo): void {
  fillTable("user-info", rowsOf(userInfo));
}

/** Nothing of a user stays in sight who has signed out. */
export function hideIdentity(): void {
  show("token-view", false);
}

export function showAddress(): void {
  write("address", location.pathname + location.search + location.hash);
}

function showKind(kind: string, words: string): void {
  byId("result").dataset["kind"] = kind;
  write("result-kind", kind);
  write("result-words", words);
}

function wordsFor(result: CallbackResult): string {
  const words = WORDS[result.kind];
  if (result.kind === "signed-in") return `${words} ${SIGNATURE_WORDS[result.signature]}`;
  if (result.kind === "not-ours") return `${words} ${REASONS[result.reason]}`;
  if (result.kind === "interaction-required") return `${words} Its answer was ${result.error}.`;
  return words;
}

function showJourney(appState: unknown, returnTo: string | undefined): void {
  write("app-state", appState === undefined ? "" : JSON.stringify(appState));
  write("return-to", returnTo);
}

function showIdentity({ claims, signature, tokens }: SignedIn): void {
  write("signature", signature);
  fillTable("claims", rowsOf(claims));
  const canAsk = tokens.accessToken !== undefined;
  byId<HTMLButtonElement>("fetch-user-info").disabled = !canAsk;
  show("user-info-note", !canAsk);
}

function showTokens(tokens: Tokens): void {
  write("scope", tokens.scope.join(" "));
  if (tokens.accessToken) write("expires-at", expiryWords(tokens.expiresAt));
  fillTable("tokens", tokenRows(tokens));
  show("token-view");
  reach("tokens");
}

function expiryWords(expiresAt: number | null): string {
  return expiresAt === null ? "the provider did not say" : new Date(expiresAt).toLocaleTimeString();
}

function* tokenRows({ accessToken, refreshToken, idToken }: Tokens): Generator<[string, string]> {
  if (accessToken) yield ["access token", shorten(accessToken)];
  if (refreshToken) yield ["refresh token", shorten(refreshToken)];
  if (idToken) yield ["ID token", shorten(idToken)];
}

function* rowsOf(claims: Record<string, unknown>): Generator<[string, string]> {
  for (const [name, value] of Object.entries(claims)) yield [name, claimText(name, value)];
}

function claimText(name: string, value: unknown): string {
  if (TIME_CLAIMS.includes(name) && typeof value === "number") {
    return `${value} (${new Date(value * 1000).toLocaleTimeString()})`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function providerWords({ error, errorDescription }: ProviderError): string {
  return [error, errorDescription].filter(Boolean).join(": ");
}
