import { Link } from "react-router";

import { useSession } from "./auth.ts";
import { SignIn } from "./SignIn.tsx";

export function Account() {
  const now = useSession();
  return (
    <>
      <h1>Account</h1>
      {/* Another tab may have signed the user out. */}
      {"claims" in now ? <p>{`You are signed in as ${now.claims.email}.`}</p> : <SignIn />}
      <Link to="/">Home</Link>
    </>
  );
}
