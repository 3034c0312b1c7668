// A page that takes itself for hidden: nothing is renewed there unless somebody asks.

export function hideTimers(tab) {
  return tab.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
}
