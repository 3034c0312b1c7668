import { testSessionIn } from "./run.mjs";

testSessionIn("Firefox");
