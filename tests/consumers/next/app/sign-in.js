"use client";

import { useEffect, useState } from "react";

import { signIn, user } from "../auth.js";

export default function SignIn() {
  const [name, setName] = useState("");
  useEffect(() => void user().then(setName), []);
  return (
    <>
      <button id="sign-in" type="button" onClick={signIn}>
        Sign in
      </button>
      <output id="user">{name}</output>
    </>
  );
}
