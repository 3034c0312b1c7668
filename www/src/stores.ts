// The page `/stores`: where the session is kept, and what lies there.

import { SignInError } from "spa-authorize";
import type { SessionSnapshot } from "spa-authorize";

import { auth, issuer } from "./client";
import { byId, show, write } from "./dom";
import { keptItems } from "./kept";
import type { KeptItem } from "./kept";
import { chooseStore, chosenStore } from "./store";
import type { Store } from "./store";

const KEPT_WORDS: Record<Store, string> = {
  memory: "No token: the tokens are in the memory of each page that is open.",
  tab: "The session lies in this tab’s sessionStorage. Other tabs have their own.",
  device: "The session lies in localStorage, for every tab and every start of the browser.",
};

const choices = document.querySelectorAll<HTMLInputElement>("[name=store]");

for (const choice of choices) {
  choice.checked = choice.value === chosenStore();
  choice.addEventListener("change", () => act(() => keepIn(choice.value as Store)));
}

onClick("sign-in", () => auth.signInPopup());
onClick("sign-out", () => auth.signOut({ returnTo: "/" }));
onClick("reload", async () => location.reload());

// What another tab writes is seen here as well.
addEventListener("storage", showKept);

write("issuer", issuer);
auth.session.subscribe(showSession);

async function keepIn(store: Store): Promise<void> {
  await auth.session.end();
  chooseStore(store);
  location.reload();
}

function showSession(now: SessionSnapshot): void {
  write("stores-words", wordsFor(now));
  show("sign-in", now.status === "signed-out");
  show("sign-out", "expiresAt" in now);
  showKept();
}

function wordsFor(now: SessionSnapshot): string {
  if ("claims" in now) return `You are signed in as ${now.claims.email ?? now.claims.sub}. Load the page again, or open a new tab.`;
  if (now.status === "authorized") return "You hold an access token, and nobody is identified.";
  return now.status === "unknown" ? "The page finds out whether somebody is signed in." : "Nobody is signed in.";
}

function showKept(): void {
  const items = keptItems();
  write("kept-words", items.length === 0 ? "Nothing." : KEPT_WORDS[chosenStore()]);
  byId("kept").replaceChildren(...items.map(element));
}

function element({ area, key, meaning, text }: KeptItem): HTMLElement {
  const item = document.createElement("div");
  item.className = "kept card";
  const head = Object.assign(document.createElement("h3"), { textContent: `${area}: ${meaning}` });
  const name = Object.assign(document.createElement("code"), { textContent: key });
  const content = Object.assign(document.createElement("pre"), { textContent: text });
  item.append(head, name, content);
  return item;
}

function onClick(id: string, action: () => Promise<unknown>): void {
  byId(id).addEventListener("click", () => act(action));
}

function act(action: () => Promise<unknown>): void {
  show("alert", false);
  action().catch((error: unknown) => {
    if (!(error instanceof SignInError)) throw error;
    write("alert", error.message);
    show("alert");
  });
}
