// What the module asks of the page. Any of it may be missing, blocked or replaced; none of it throws.

const ways = [
  (key) => sessionStorage.getItem(key),
  (key) => sessionStorage.removeItem(key),
  (index) => sessionStorage.key(index),
  (key, value) => sessionStorage.setItem(key, value),
  (url, base) => new URL(url, base).href,
  (json) => void JSON.parse(json),
];

/** Does one of these: `=` and its text, `-` if it has none, and nothing at all if it threw. */
export function ask(way, first, second) {
  try {
    const text = ways[way](first, second);
    return typeof text === "string" ? `=${text}` : "-";
  } catch {
    return "";
  }
}

/** Fills bytes at random, if it can. */
export function fill(bytes) {
  try {
    return Boolean(crypto.getRandomValues(bytes));
  } catch {
    return false;
  }
}
