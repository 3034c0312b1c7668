// Where the demo keeps its session: chosen on the page `/stores`, for every tab.

const STORES = ["memory", "tab", "device"] as const;

export type Store = (typeof STORES)[number];

export function chosenStore(): Store {
  try {
    return STORES.find((store) => store === localStorage.getItem(KEY)) ?? "memory";
  } catch {
    // The browser keeps nothing for this page.
    return "memory";
  }
}

export function chooseStore(store: Store): void {
  localStorage.setItem(KEY, store);
}

const KEY = "demo:store";
