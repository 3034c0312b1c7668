import { testSessionIn } from "./run.mjs";

testSessionIn("WebKit");
