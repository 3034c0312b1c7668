// What a browser cannot be made to do here, and why: the one list of it.

const DRIVER = {
  freeze: "no driver of this browser freezes a page",
  crash: "no driver of this browser ends the process of a page",
  hide: "no driver of this browser hides a page",
  offline: "no driver of this browser cuts the network off",
};

export const CANNOT = {
  Chromium: {},
  Firefox: { ...DRIVER },
  WebKit: { ...DRIVER },
};
