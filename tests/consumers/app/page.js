import { signIn, user } from "./auth.js";

document.querySelector("#sign-in").onclick = signIn;
user().then((name) => (document.querySelector("#user").textContent = name));
