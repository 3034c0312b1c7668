import { button, show } from "./page.js";
import { auth } from "./session.js";

// #region fetch
import { SessionError } from "spa-authorize";

async function showMessages() {
  try {
    const response = await auth.session.fetch("https://api.example.com/messages");
    show(await response.text());
  } catch (error) {
    if (!(error instanceof SessionError)) throw error; // the network, the server or a mistake: the session is still there
    show(error.code === "session-busy" ? "Please try again." : "Please sign in to go on.");
  }
}
// #endregion

const messages = document.createElement("button");
messages.id = "messages";
messages.textContent = "Messages";
messages.onclick = showMessages;
button.after(messages);
