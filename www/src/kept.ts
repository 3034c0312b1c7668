// What the package keeps in this browser, as it may be shown.

import { shorten } from "./shorten";

export interface KeptItem {
  area: "sessionStorage" | "localStorage";
  key: string;
  meaning: string;
  text: string;
}

/** What lies there now, with every token and secret cut short. */
export function keptItems(): KeptItem[] {
  try {
    return [...itemsOf("sessionStorage"), ...itemsOf("localStorage")].sort(bySubject);
  } catch {
    // The browser keeps nothing for this page.
    return [];
  }
}

function itemsOf(area: KeptItem["area"]): KeptItem[] {
  const entries = Object.entries<string>({ ...globalThis[area] }).filter(([key]) => key.startsWith("spa-authorize:"));
  return entries.map(([key, text]) => ({ area, key: shortKey(key), meaning: meaningOf(key), text: shown(text) }));
}

/** The session first, the sign-ins last. */
function bySubject(one: KeptItem, other: KeptItem): number {
  const all = [...Object.values(MEANINGS), SIGN_IN];
  return all.indexOf(one.meaning) - all.indexOf(other.meaning);
}

/** By the end of its name. A sign-in is kept under its state, which ends like none of these. */
function meaningOf(key: string): string {
  return MEANINGS[key.split(":").at(-1) ?? ""] ?? SIGN_IN;
}

/** A state is a secret as long as its sign-in is under way. */
function shortKey(key: string): string {
  return key.replace(LONG, (text) => `${text.slice(0, 6)}…`);
}

/** A line for each member of an object. */
function shown(text: string): string {
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return String(cut(text));
  const line = ([name, member]: [string, unknown]) => `${name}: ${JSON.stringify(member, (_name, inner) => cut(inner))}`;
  return Object.entries(value).map(line).join("\n");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function cut(value: unknown): unknown {
  return typeof value === "string" && LONG_WHOLE.test(value) ? shorten(value) : value;
}

const LONG = /[\w-]{40,}/g;

/** Tokens, codes and random values; no address is one. */
const LONG_WHOLE = /^[\w.~+=-]{32,}$/;

const SIGN_IN = "a sign-in under way, or over";

const MEANINGS: Record<string, string> = {
  session: "the session",
  was: "the hint that somebody was signed in here",
  epoch: "when a session was ended last, as a random name",
  active: "when the user did something last",
};
