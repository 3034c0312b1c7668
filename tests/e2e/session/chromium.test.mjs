import { testSessionIn } from "./run.mjs";

testSessionIn("Chromium");
