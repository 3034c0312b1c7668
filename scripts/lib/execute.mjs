// The programs that a command runs, and their end.

import { spawn } from "node:child_process";
import events from "node:events";
import path from "node:path";

import { clearProgress, readable, say, secondsSince, showProgress } from "./console.mjs";
import { Problem } from "./problem.mjs";
import { ROOT } from "./root.mjs";

const OWN_PROGRAMS = [".tools/bin", "node_modules/.bin"].map((folder) => path.join(ROOT, folder));

const ENV = {
  ...process.env,
  PATH: [...OWN_PROGRAMS, process.env.PATH].join(path.delimiter),
  // Cargo counts its steps for a terminal only, unless told; the count is what says how far it is.
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "70",
};

/** Runs a program that must succeed, under a title and with the time it took. */
export async function step(title, command, env) {
  const began = Date.now();
  say(`-- ${title}`);
  await executeOrFail(command, env);
  say(`   done in ${secondsSince(began)}`);
}

export async function executeOrFail(command, env) {
  const result = await execute(command, env);
  if (result.code !== 0) throw new Problem(`${readable(result.output)}\nThis failed: ${command}`);
  return result;
}

/** Runs a program to its end, showing the last line it said: kept up to date, or repeated every 15 seconds. */
export async function execute(command, env) {
  const [program, ...args] = command.split(" ");
  // A process group of its own, so that all of it can be ended, browsers included.
  const options = { env: { ...ENV, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true };
  const child = spawn(program, args, options);
  const began = Date.now();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const progress = setInterval(() => showProgress(began, output), process.stdout.isTTY ? 1000 : 15_000);
  running.add(child);
  // A driver that crashes leaves its browser behind, which would go on for ever.
  child.once("exit", () => killGroup(child.pid, "SIGKILL"));
  try {
    const [code] = await events.once(child, "close");
    // Whoever waits for this would start the next program.
    if (ending) await new Promise(() => {});
    return { code, output };
  } catch {
    throw new Problem(`${program} is missing. Needed are rustup, Node 20.20 or later with npm, a C compiler and git.`);
  } finally {
    running.delete(child);
    clearInterval(progress);
    clearProgress();
  }
}

/** Ends every program that still runs: politely, then after three seconds for certain. */
export async function endPrograms() {
  ending = true;
  const kill = (how) => running.forEach((child) => killGroup(child.pid, how));
  kill("SIGTERM");
  setTimeout(() => (kill("SIGKILL"), process.exit(1)), 3000).unref();
  await Promise.all([...running].map((child) => events.once(child, "close")));
}

const running = new Set();
let ending = false;

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}
