// An app that does nothing by itself: the tests say what, and when.

import * as spa from "/package/index.js";

const options = JSON.parse(document.getElementById("clients").textContent);

window.spa = spa;
window.options = options;
window.clients = Object.fromEntries(Object.entries(options).map(([name, own]) => [name, client(own)]));

function client({ factory = "oidc", ...own }) {
  return spa[factory](own);
}

/** What comes of a call, as data that WebDriver can hand over: an error becomes `{ code, … }`. */
window.outcome = async (call) => {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof spa.SignInError)) throw error;
    const { name, code, message, error: refusal, appState, returnTo } = error;
    return { name, code, message, error: refusal, appState, returnTo };
  }
};

/** In this page: what WebDriver hands over in Firefox is an object of another realm. */
window.parse = (json) => JSON.parse(json);

document.getElementById("popup").onclick = () => {
  window.open(window.clients.first.createAuthorizeUrl());
};
