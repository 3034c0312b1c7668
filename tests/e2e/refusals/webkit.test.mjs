import { REFUSALS, testIn } from "../sign_in.mjs";
import { webkit } from "../webkit.mjs";

testIn(webkit, REFUSALS);
