import { show } from "./page.js";
import { auth } from "./session.js";

// #region guard
/**
 * A loader of React Router, or of any router that hands over the request.
 *
 * @param {{ request: Request }} args
 */
export async function loader({ request }) {
  const { claims } = await auth.session.require(request);
  return { name: claims.name };
}
// #endregion

/** The smallest router there is: everything below /account needs a user. */
if (location.pathname.startsWith("/account")) {
  await loader({ request: new Request(location.href) }).then(
    () => show("Your account"),
    ({ message }) => show(message),
  );
}
