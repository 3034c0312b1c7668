import { chromium } from "./browser.mjs";
import * as accessibility from "./cases/accessibility.mjs";
import { SIGN_INS, testIn } from "./sign_in.mjs";

testIn(chromium, [...SIGN_INS, accessibility]);
