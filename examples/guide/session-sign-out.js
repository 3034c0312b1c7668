import { button, show } from "./page.js";
import { auth } from "./session.js";

const [signOut, leave] = ["Sign out", "Leave"].map((text) => {
  const added = document.createElement("button");
  added.id = text.toLowerCase().replace(" ", "-");
  added.textContent = text;
  button.after(added);
  return added;
});

// #region sign-out
signOut.onclick = () => auth.signOut({ returnTo: "/" });
// #endregion

leave.onclick = async () => {
  // #region end
  const { revoked } = await auth.session.end();
  // #endregion
  show(`The refresh token is revoked: ${revoked}`);
};
