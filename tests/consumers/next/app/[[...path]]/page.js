import { user } from "../../auth.js";
import SignIn from "../sign-in.js";

export default async function Page() {
  return (
    <>
      <p id="user-on-the-server">{await user()}</p>
      <SignIn />
    </>
  );
}
