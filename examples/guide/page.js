// What the examples find on their page, and what they write there.

export const button = /** @type {HTMLButtonElement} */ (document.querySelector("#sign-in"));

/** @param {string} text */
export function show(text) {
  document.querySelector("#message")?.replaceChildren(text);
}
