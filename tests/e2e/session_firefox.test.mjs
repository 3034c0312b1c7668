import { testSessionIn } from "./session/run.mjs";

testSessionIn("Firefox");
