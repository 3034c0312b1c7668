import { createRouter, createWebHistory, START_LOCATION } from "vue-router";

import { useSession } from "./session";
import AccountView from "./views/AccountView.vue";
import HomeView from "./views/HomeView.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: HomeView },
    { path: "/account", component: AccountView, meta: { requiresUser: true } },
    // #region callback
    // After a refusal it goes home: the guarded route would ask the provider again, and again.
    { path: "/callback", redirect: () => useSession().returnTo },
    // #endregion
  ],
});

// #region guard
router.beforeEach(async (to, from) => {
  const session = useSession();
  if (!to.meta.requiresUser || session.user) return true;
  // Opened by its address, the page gives up its place in the history, where Back would find it blank.
  await session.signIn(to.fullPath, { replace: from === START_LOCATION });
  return session.message ? "/" : false;
});
// #endregion
