import { createRouter, createWebHistory } from "vue-router";

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
router.beforeEach(async (to) => {
  const session = useSession();
  if (!to.meta.requiresUser || session.user) return true;
  await session.signIn(to.fullPath);
  return session.message ? "/" : false;
});
// #endregion
