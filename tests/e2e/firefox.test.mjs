import { firefox } from "./browser.mjs";
import { SIGN_INS, testIn } from "./sign_in.mjs";

testIn(firefox, SIGN_INS);
