import { createBrowserRouter, createContext, type MiddlewareFunction, redirect, replace, useRouteError } from "react-router";
import type { IdTokenClaims } from "spa-authorize";

import { Account } from "./Account.tsx";
import { answer, auth } from "./auth.ts";
import { Home } from "./Home.tsx";

const user = createContext<IdTokenClaims>();

// #region guard
const requireUser: MiddlewareFunction = async ({ request, context }) => {
  if (answer.kind === "signed-in") return context.set(user, answer.claims);
  await auth.ready();
  const url = auth.createAuthorizeUrl({ returnTo: request.url });
  if (router.state.initialized) throw redirect(url);
  // Opened by its address: the page gives up its place in the history, where Back would find it blank.
  location.replace(url);
  await new Promise(() => {});
};
// #endregion

// #region callback
/** After a refusal it goes home: the guarded route would ask the provider again, and again. */
function leaveCallback() {
  throw replace(answer.kind === "signed-in" ? answer.returnTo : "/");
}
// #endregion

export const router = createBrowserRouter([
  {
    HydrateFallback: () => null,
    ErrorBoundary,
    children: [
      { path: "/", Component: Home },
      { path: "/callback", loader: leaveCallback },
      {
        middleware: [requireUser],
        children: [{ path: "/account", loader: ({ context }) => context.get(user), Component: Account }],
      },
    ],
  },
]);

/** A guard cannot reach the provider, for example. */
function ErrorBoundary() {
  const error = useRouteError();
  return <p role="alert">{error instanceof Error ? error.message : "This page does not exist."}</p>;
}
