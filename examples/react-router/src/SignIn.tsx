import { useState } from "react";

import { auth, explain, useSession } from "./auth.ts";

// #region sign-in
/** The button, and beside it why nobody is signed in, if that needs to be said. */
export function SignIn({ cause }: { cause?: unknown }) {
  const now = useSession();
  const [failure, setFailure] = useState(cause);
  const error = failure ?? ("error" in now ? now.error : undefined);
  const signIn = () => auth.signIn({ returnTo: location.href }).catch(setFailure);
  return (
    <p>
      <button onClick={signIn}>Sign in</button> {error !== undefined && <span role="alert">{explain(error)}</span>}
    </p>
  );
}
// #endregion
