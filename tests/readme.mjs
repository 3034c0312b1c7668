// The README and its examples, for those who check their types and those who run them.

import { readFileSync } from "node:fs";

export const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** Those in JavaScript and TypeScript, each `{ heading, language, code }`. */
export const EXAMPLES = README.split(/^(?=#+ )/m).flatMap((section) => {
  const [, heading] = section.match(/^#+ (.+)/);
  const blocks = section.matchAll(/^```(jsx?|tsx?)\n(.*?)^```$/gms);
  return Array.from(blocks, ([, language, code]) => ({ heading, language, code }));
});

/** The first one makes a client and a way to sign in; what it does with them goes for every client. */
const [, CLIENT, REST] = EXAMPLES[0].code.match(/^(import .*?\n\nconst auth .*?\n\n)const signIn = .*?\n(.*)$/s);

/** An example with what it leaves out, since it stands in the first one. */
export function completed({ code }) {
  const whole = code.includes("const auth =") ? code : CLIENT + code;
  if (/\.handleCallback\(|\.session\./.test(whole)) return whole;
  return `${whole}\n${code.includes("authkit(") ? REST.replace(".claims", ".user") : REST}`;
}
