// An app with a session, which keeps what it is shown. It does nothing by itself: a session begins when it is asked.

import "./main.js";

const [first] = Object.values(window.clients);

/** The page's first client. */
window.auth = first;

/** What listeners were told, in order, each with the moment on the wall clock. */
window.snapshots = [];

/** What the page went through: `pageshow` says whether it came back out of the cache of the browser's history. */
window.life = [];

/** What the page's button does, which a test sets, and what came of it: some things are allowed in a click alone. */
window.inClick = undefined;
window.clicked = undefined;
document.getElementById("popup").onclick = () => {
  window.clicked = window.outcome(async () => window.inClick());
};

/** Begins the session, and keeps its snapshots; gives what ends it. */
window.watchSession = (auth = first) =>
  auth.session.subscribe((snapshot) => window.snapshots.push({ at: Date.now(), snapshot }));

for (const [target, type] of [
  [window, "pageshow"],
  [window, "pagehide"],
  [document, "freeze"],
  [document, "resume"],
  [document, "visibilitychange"],
]) {
  target.addEventListener(type, ({ persisted }) => {
    window.life.push({ type, at: Date.now(), persisted, visible: document.visibilityState === "visible" });
  });
}

if (document.documentElement.dataset.watch === "true") window.watchSession();
