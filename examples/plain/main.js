import init, { signIn, user } from "/plain.js";

const { issuer, clientId } = document.body.dataset;
const client = [issuer, clientId, `${location.origin}/callback`];
const show = (text) => void (document.querySelector("#user").textContent = text);

await init();
document.querySelector("#sign-in").onclick = () => signIn(...client).catch(({ message }) => show(message));
user(...client).then((email) => show(email ?? "none"), ({ message }) => show(message));
