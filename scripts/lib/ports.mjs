import net from "node:net";

import { Problem } from "./problem.mjs";

export function readPort(variable, otherwise) {
  const port = Number(process.env[variable] ?? otherwise);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`${variable} must be a port from 1 to 65535, not "${process.env[variable] ?? port}".`);
}

export async function requireFreePort(port, variable) {
  // `localhost` is either address, and a server on one of them would answer in the demo's place.
  for (const host of ["127.0.0.1", "::1"]) {
    const error = await tryToListen(port, host);
    if (error === "EADDRINUSE") throw new Problem(`Port ${port} is taken: choose another with ${variable}=…`);
    if (error === "EACCES") throw new Problem(`Port ${port} is not allowed: choose another with ${variable}=…`);
  }
}

function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}
