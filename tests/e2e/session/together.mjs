// Runs in pages: what several tabs do at one moment of the wall clock. Each function sees nothing of this file.

/** Keeps in the page what comes of `f`, which is called at `at`, by the wall clock in milliseconds. */
export function begin(key, at, f, parameters) {
  const now = () => performance.timeOrigin + performance.now();
  const call = async () => {
    // Timers are late by what else there is to do; the last of it is spent awake.
    await new Promise((resolve) => setTimeout(resolve, at - now() - 5));
    while (now() < at);
    const began = now();
    try {
      return { began, value: await f(...parameters) };
    } catch (error) {
      return { began, error: String(error?.stack || error) };
    }
  };
  (window.outcomes ??= {})[key] = call();
}

/** What `begin` kept, once it is there. */
export function outcomeOf(key) {
  const outcome = window.outcomes[key];
  delete window.outcomes[key];
  return outcome;
}
