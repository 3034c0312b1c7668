import { firefox } from "../browser.mjs";
import { REFUSALS, testIn } from "../sign_in.mjs";

testIn(firefox, REFUSALS);
