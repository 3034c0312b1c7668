import { testSessionIn } from "./session/run.mjs";

testSessionIn("WebKit");
