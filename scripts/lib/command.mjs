// What each command begins with: its own folder, its signals, and errors that the reader can put right.

import os from "node:os";

import { endPrograms } from "./execute.mjs";
import { Problem } from "./problem.mjs";
import { ROOT } from "./root.mjs";

/** Runs a command with the arguments of the command line, from the folder of the repository. */
export async function command(work) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, end);
  process.chdir(ROOT);
  try {
    requireNode();
    await work(...process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exit(1);
  }
}

/** What a command has to close when it is interrupted. */
export function closeOnExit(close) {
  closing = close;
}

let closing = () => {};

async function end(signal) {
  const programs = endPrograms();
  await closing();
  await programs;
  process.exit(128 + os.constants.signals[signal]);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 20)) throw new Problem("Node 20.20 or later is needed.");
}
