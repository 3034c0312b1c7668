/**
 * An options object, with members in place of its own, as the module reads it: a line with each name in JSON, and a line
 * with its value in JSON, which is empty where JSON cannot hold it.
 */
export function lines(options, replaced) {
  if (typeof (options ?? {}) !== "object") return "!";
  const given = { ...options, ...replaced };
  let text = "";
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined) text += `${JSON.stringify(name)}\n${json(given[name])}\n`;
  }
  return text;
}

function json(value) {
  try {
    if (typeof value !== "number" || Number.isFinite(value)) return JSON.stringify(value) ?? "";
  } catch {
    // A circle, or a `toJSON` of the app's that throws.
  }
  return "";
}
