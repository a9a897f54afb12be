// Registers the service worker of /service-worker.js, which keeps the shell (never a page) for when there is no network.

if ("serviceWorker" in navigator) {
  addEventListener("load", () => { navigator.serviceWorker.register("/service-worker.js").catch(() => {}); }); // the site works without
}
