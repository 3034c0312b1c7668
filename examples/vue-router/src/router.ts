import { SignInError } from "spa-authorize";
import { createRouter, createWebHistory } from "vue-router";

import { auth, failure, returnTo } from "./session";
import AccountView from "./views/AccountView.vue";
import HomeView from "./views/HomeView.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: HomeView },
    { path: "/account", component: AccountView, meta: { requiresUser: true } },
    // #region callback
    { path: "/callback", redirect: returnTo },
    // #endregion
  ],
});

// #region guard
router.beforeEach(async (to) => {
  if (to.meta.requiresUser) await auth.session.require(to.fullPath);
});

/** The guard rejects where the user has refused, or the provider cannot be reached: only a click tries again. */
router.onError((error) => {
  if (!(error instanceof SignInError)) return;
  failure.value = error;
  void router.replace("/");
});
// #endregion
