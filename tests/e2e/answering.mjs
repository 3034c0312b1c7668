// A server's answers, which take some time to make.

/**
 * Of what an async function answers with, the listener of a server. A page that is left breaks its requests off, and the
 * end of a test those that are under way: both are as it should be, and anything else is said.
 */
export function answering(answer) {
  return (request, response) => {
    answer(request, response).catch((error) => {
      if (error.code !== "ECONNRESET") console.error(error);
      response.destroy();
    });
  };
}
