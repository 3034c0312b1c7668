// What the module asks of the page, and how the page's values become texts that it reads: see `members` in src/json.rs.

const ways = [
  (key) => sessionStorage.getItem(key),
  (key) => sessionStorage.removeItem(key),
  (start) => keys().filter((key) => key.startsWith(start)).join("\n"),
  (key, value) => sessionStorage.setItem(key, value),
  (url, base) => new URL(url, base).href,
  (json) => void JSON.parse(json),
  flat,
  (base64url) => flat(utf8(bytes(base64url))),
  (form) => decodeURIComponent(form.replace(/\+/g, " ")),
];

/**
 * Does one of these, any of which may be missing, blocked or replaced: `=` and its text, `-` if it has none, and nothing
 * at all if it threw.
 */
export function ask(way, first, second) {
  try {
    const text = ways[way](first, second);
    return typeof text === "string" ? `=${text}` : "-";
  } catch {
    return "";
  }
}

function keys() {
  return Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at));
}

/** Fills bytes at random, if it can. */
export function fill(bytes) {
  try {
    return Boolean(crypto.getRandomValues(bytes));
  } catch {
    return false;
  }
}

export function bytes(base64url) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64url, { alphabet: "base64url" });
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (byte) => byte.charCodeAt(0));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws where it is not. */
export function utf8(bytes) {
  return decoder.decode(bytes);
}

/**
 * An options object, with members in place of its own, as the module reads objects. What JSON cannot hold is there all
 * the same, and is refused by its name.
 */
export function readable(options, replaced) {
  if (typeof (options ?? {}) !== "object") return "";
  try {
    const given = { ...options, ...replaced };
    return `{${members(given, option, Object.keys(given).filter((name) => given[name] !== undefined))}`;
  } catch {
    return "";
  }
}

function option(value, name) {
  try {
    if (typeof value === "number" && !Number.isFinite(value)) return "";
    if (name === "signal" && typeof value?.addEventListener === "function") return SIGNAL;
    if (WHOLE.includes(name)) return part(JSON.stringify(value));
    return part(typeof value === "object" ? JSON.parse(JSON.stringify(value)) : value);
  } catch {
    // A function, a circle, a `toJSON` of the app's that throws.
    return "";
  }
}

/** The members of a JSON text, or its items, as the module reads them; throws at what it refuses, wherever that is. */
function flat(json) {
  const value = JSON.parse(json);
  if (Object(value) !== value || !isReadable(value, 32)) throw new TypeError();
  return (Array.isArray(value) ? "[" : "{") + members(value, part);
}

/** Whether nothing in it is half a character, endless, or in too many others. */
function isReadable(value, levels) {
  if (typeof value === "string") return !/[\ud800-\udfff]/u.test(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (Object(value) !== value) return true;
  return levels > 0 && Object.keys(value).every((name) => isReadable(name) && isReadable(value[name], levels - 1));
}

function members(value, textOf, names = Object.keys(value)) {
  return names.map((name) => `${escaped(name)}\0${textOf(value[name], name)}`).join("\0");
}

function part(value) {
  return escaped(typeof value === "string" ? `s${value}` : JSON.stringify(value));
}

/** Throws at half a character, and at what is no text. */
function escaped(text) {
  return text.search(/^%|[\0\x01\ud800-\udfff]/u) < 0 ? text : `%${encodeURIComponent(text)}`;
}

/** Of an `AbortSignal` the module needs to know that it is one. */
const SIGNAL = "S";

/** What is kept and sent as JSON, whatever is in it. */
const WHOLE = ["appState", "claims"];
