import { Link, useLoaderData } from "react-router";
import type { IdTokenClaims } from "spa-authorize";

export function Account() {
  const { email } = useLoaderData<IdTokenClaims>();
  return (
    <>
      <h1>Account</h1>
      <p>{`You are signed in as ${email}.`}</p>
      <p>The sign-in is kept in memory alone: after a reload this page asks the provider again.</p>
      <Link to="/">Home</Link>
    </>
  );
}
