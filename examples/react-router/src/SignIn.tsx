import { useState } from "react";
import { SignInError } from "spa-authorize";

import { auth, explain, useSession } from "./auth.ts";

// #region sign-in
/** The button, and beside it why nobody is signed in, if that needs to be said. */
export function SignIn({ cause }: { cause?: unknown }) {
  const now = useSession();
  const [failure, setFailure] = useState(cause);
  const error = failure ?? ("error" in now ? now.error : undefined);
  // Not `location.href`, in which another library's response may be.
  const returnTo = (error instanceof SignInError && error.returnTo) || location.pathname;
  const signIn = () => auth.signIn({ returnTo }).catch(setFailure);
  return (
    <p>
      <button onClick={signIn}>Sign in</button> {error !== undefined && <span role="alert">{explain(error)}</span>}
    </p>
  );
}
// #endregion
