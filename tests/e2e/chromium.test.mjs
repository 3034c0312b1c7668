import { chromium } from "./browser.mjs";
import { testIn } from "./sign_in.mjs";

testIn(chromium);
