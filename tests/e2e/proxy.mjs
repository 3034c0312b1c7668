// A proxy by which every name leads to this machine.

import { createServer, request as send } from "node:http";

import { close, listen } from "../../www/server/listen.mjs";

/** `change` takes the headers of an answer, and gives those that the browser gets. */
export async function startProxy(change) {
  const server = createServer((request, response) => {
    const { method, headers } = request;
    const { port, pathname, search } = new URL(request.url);
    const forwarded = send({ host: "127.0.0.1", port, path: pathname + search, method, headers });
    forwarded.once("response", (answer) => {
      response.writeHead(answer.statusCode, change(answer.headers));
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    request.pipe(forwarded);
  });
  return { address: `127.0.0.1:${await listen(server, 0, "127.0.0.1")}`, close: () => close(server) };
}
