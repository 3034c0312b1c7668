import { useState } from "react";
import { Link } from "react-router";

import { askApi, auth, explain, needsButton, useSession } from "./auth.ts";
import { SignIn } from "./SignIn.tsx";

export function Home() {
  const now = useSession();
  return (
    <>
      <h1>Home</h1>
      {"claims" in now && <Greeting name={now.claims.email ?? now.claims.sub} />}
      {needsButton(now) && <SignIn />}
      <Link to="/account">Your account</Link>
    </>
  );
}

function Greeting({ name }: { name: string }) {
  const [words, setWords] = useState("");
  const say = (promise: Promise<string>) => promise.catch(explain).then(setWords);
  return (
    <>
      <p>{`Hello ${name}`}</p>
      <p>
        <button id="ask" onClick={() => say(askApi())}>Ask the API</button> <span role="status">{words}</span>
      </p>
      <p>
        <button id="sign-out" onClick={() => auth.signOut({ returnTo: "/" })}>Sign out</button>
      </p>
    </>
  );
}
