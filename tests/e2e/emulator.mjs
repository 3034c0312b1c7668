// WorkOS's own emulator of AuthKit, as a process beside the tests. It allows every origin to read its answers.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const WORKOS = fileURLToPath(new URL("../../node_modules/workos/dist/bin.js", import.meta.url));

/** Whoever is not named by a login hint is the first; somebody acts in the second one's place. */
export const USERS = [
  { email: "alice@example.com", first_name: "Alice", email_verified: true },
  { email: "bob@example.com", impersonator: { email: "support@example.com", reason: "asked to" } },
];

export async function startEmulator() {
  const folder = await mkdtemp(join(tmpdir(), "spa-authorize-emulator-"));
  const seed = join(folder, "seed.json");
  await writeFile(seed, JSON.stringify({ users: USERS }));
  const args = [WORKOS, "emulate", "--port", "0", "--seed", seed, "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  // However these tests end, it ends with them.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  const { url, apiKey } = await greeting(child);
  return {
    url,
    sessionsOf: (userId) => sessionsOf(url, apiKey, userId),
    async close() {
      process.off("exit", kill);
      kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The one line that it prints, once it listens. */
async function greeting(child) {
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error("The emulator ended before it listened.");
}

/** The ids of the user's sessions there. */
async function sessionsOf(url, apiKey, userId) {
  const headers = { Authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${url}/user_management/users/${userId}/sessions`, { headers });
  const { data } = await response.json();
  return data.map(({ id }) => id);
}
