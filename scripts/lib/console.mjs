// What a command says while it works.

export function say(text) {
  console.log(text);
}

export function secondsSince(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`;
}

/** The last line of a program that still runs: in place on a terminal, else one more line. */
export function showProgress(began, output) {
  const last = output.slice(-2000).split(/[\r\n]+/).filter((line) => line.trim() !== "").at(-1) ?? "";
  const line = `   ${secondsSince(began)}: ${last.trim()}`.slice(0, (process.stdout.columns ?? 120) - 1);
  clearProgress();
  process.stdout.write(process.stdout.isTTY ? line : `${line}\n`);
}

export function clearProgress() {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
}

/** Without the progress bars, of which only the last one meant anything. */
export function readable(output) {
  return output.replace(/^ *Building \[.*?\r/gm, "").replace(/\r/g, "");
}
