/** Listens, or rejects with a message that says how to get another port. Port 0 takes any free one. */
export async function listen(server, port, host) {
  await new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(explain(cause, port)));
    server.listen(port, host, resolve);
  });
  return server.address().port;
}

/** Browsers hold connections open, so waiting for them to end would take minutes. */
export function close(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

function explain(cause, port) {
  if (cause.code !== "EADDRINUSE") return cause;
  const message = `Port ${port} is taken: choose others with PORT (the app) and PROVIDER_PORT (the provider).`;
  return new Error(message, { cause });
}
