import { SIGN_INS, testIn } from "./sign_in.mjs";
import { webkit } from "./webkit.mjs";

testIn(webkit, SIGN_INS);
