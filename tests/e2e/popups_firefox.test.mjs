import * as popup from "./cases/popup.mjs";
import { testIn } from "./session/test_in.mjs";

testIn("Firefox", [popup]);
