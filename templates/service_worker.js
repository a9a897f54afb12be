// The shell only: styles, scripts, icons, and a page that says there is no connection. Pages are never kept:
// a page may be somebody's own, or hidden a moment later. Rendered by musicweb.views.service_worker.
const SHELL = "shell-{{ version }}";
const OFFLINE = "{{ offline }}";
const FILES = [OFFLINE, {% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    // The network first: the names of files may lack a fingerprint, and the browser's own cache is quick.
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
