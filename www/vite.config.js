import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));

export default {
  root,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    rolldownOptions: { input: ["index.html", "stores.html"].map((page) => root + page) },
  },
};
