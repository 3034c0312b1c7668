import { Link } from "react-router";

import { needsButton, useSession } from "./auth.ts";
import { SignIn } from "./SignIn.tsx";

export function Account() {
  const now = useSession();
  return (
    <>
      <h1>Account</h1>
      {"claims" in now && <p>{`You are signed in as ${now.claims.email ?? now.claims.sub}.`}</p>}
      {/* Another tab may have signed the user out. */}
      {needsButton(now) && <SignIn />}
      <Link to="/">Home</Link>
    </>
  );
}
