import { useState } from "react";
import { Link } from "react-router";

import { answer, auth, explain } from "./auth.ts";

export function Home() {
  return (
    <>
      <h1>Home</h1>
      {answer.kind === "signed-in" ? <p>{`Hello ${answer.claims.email}`}</p> : <SignIn />}
      <Link to="/account">Your account</Link>
    </>
  );
}

// #region sign-in
function SignIn() {
  const [error, setError] = useState(answer.kind === "failed" ? answer.error : undefined);
  // After a refusal the button leads on to where the user wanted to go.
  const signIn = () => auth.signIn({ returnTo: error?.returnTo }).catch(setError);
  return (
    <p>
      <button onClick={signIn}>Sign in</button> {error && <span role="alert">{explain(error)}</span>}
    </p>
  );
}
// #endregion
