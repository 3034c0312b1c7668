import { instance } from "./module.js";

/** A client of one provider, under the name of its factory. */
export function client(provider, options) {
  // A client is what it was made of, whatever becomes of that object.
  const own = { ...options };
  let made;
  let madeBy;

  /** Enters the module with this client, which each instance makes for itself. */
  function enter(action) {
    const entered = instance();
    return entered.call(({ Client }) => {
      if (madeBy !== entered) [made, madeBy] = [new Client(provider, own), entered];
      return action(made);
    });
  }

  /** A promise of the module's; what is thrown at once is the reason that it is rejected for. */
  function promised(action) {
    try {
      const promise = enter(action);
      return madeBy.promised(promise);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  checkWherePossible(() => enter(() => {}));
  return {
    ready: () => promised((client) => client.ready()),
    createAuthorizeUrl: (request) => enter((client) => client.createAuthorizeUrl(request)),
    signIn: (request) => promised((client) => client.signIn(request)),

    isCallback(url) {
      try {
        return enter((client) => client.isCallback(url));
      } catch {
        return false;
      }
    },

    handleCallback: (options) => promised((client) => client.handleCallback(options)),
    logoutUrl: (request) => enter((client) => client.logoutUrl(request)),
    signOut: (request) => promised((client) => client.signOut(request)),
    fetchUserInfo: (tokens, options) => promised((client) => client.fetchUserInfo(tokens, options)),
  };
}

/**
 * A wrong option is said at once. Where the module cannot be compiled yet, or ever, the first call says so: to import
 * an app on such a server is no mistake.
 */
function checkWherePossible(check) {
  try {
    check();
  } catch (error) {
    if (error.code !== "module-blocked") throw error;
  }
}
