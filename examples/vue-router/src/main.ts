import { createPinia } from "pinia";
import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";
import { useSession } from "./session";

const app = createApp(App).use(createPinia());
await useSession().start();
app.use(router).mount("#app");
