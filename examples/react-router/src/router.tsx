import { createBrowserRouter, Link, type MiddlewareFunction, replace, useRouteError } from "react-router";

import { Account } from "./Account.tsx";
import { auth, returnTo } from "./auth.ts";
import { Home } from "./Home.tsx";
import { SignIn } from "./SignIn.tsx";

// #region guard
const requireUser: MiddlewareFunction = async ({ request }) => void (await auth.session.require(request));
// #endregion

// #region callback
function leaveCallback() {
  throw replace(returnTo);
}
// #endregion

export const router = createBrowserRouter([
  {
    HydrateFallback: () => null,
    ErrorBoundary,
    children: [
      { path: "/", Component: Home },
      { path: "/callback", loader: leaveCallback },
      { middleware: [requireUser], children: [{ path: "/account", loader: () => null, Component: Account }] },
    ],
  },
]);

// #region error
/** The guard rejects where the user has refused, or the provider cannot be reached: only a click tries again. */
function ErrorBoundary() {
  return (
    <>
      <h1>This page is not open to you</h1>
      <SignIn cause={useRouteError()} />
      <Link to="/">Home</Link>
    </>
  );
}
// #endregion
