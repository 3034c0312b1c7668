// The access token that the session has now: when it ends, and how often it was renewed.

import { UsageError } from "spa-authorize";
import type { SessionSnapshot } from "spa-authorize";

import { auth } from "./client";
import { countDown, stopCountDown } from "./countdown";
import { show, write } from "./dom";
import { shorten } from "./shorten";

const WORDS = {
  valid: "The session renews it when it ends, in the tab that you look at. “Call API” renews it as well, if it must.",
  unknown: "The provider did not say when it expires. Once the API refuses it, the session gets a new one.",
  absent: "This flow brings no access token: the app knows who you are, and cannot call its API.",
};

let shown: string | undefined;
let renewals = 0;

/** Shows it, and says whether there is one. */
export async function showTokenPanel(now: SessionSnapshot): Promise<boolean> {
  if (!("expiresAt" in now)) return forget();
  show("token-panel");
  try {
    // Whatever is left of it: to look at a token is no reason to renew it.
    count(await auth.session.getAccessToken({ minValiditySeconds: 0 }));
  } catch (error) {
    if (error instanceof UsageError) write("token-words", WORDS.absent);
    return false;
  }
  for (const id of ["api", "renew"]) show(id);
  write("token-words", now.expiresAt === null ? WORDS.unknown : WORDS.valid);
  if (now.expiresAt !== null) countDown("expires", now.expiresAt);
  return true;
}

function count(token: string): void {
  if (shown !== undefined && shown !== token) renewals += 1;
  shown = token;
  write("token", shorten(token));
  write("renewals", renewals === 0 ? "" : `renewed ${renewals === 1 ? "once" : `${renewals} times`} on this page`);
}

function forget(): false {
  stopCountDown("expires");
  for (const id of ["token", "renewals"]) write(id);
  for (const id of ["token-panel", "api", "renew"]) show(id, false);
  shown = undefined;
  renewals = 0;
  return false;
}
