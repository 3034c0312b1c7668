import { chromium } from "../browser.mjs";
import { REFUSALS, testIn } from "../sign_in.mjs";

testIn(chromium, REFUSALS);
