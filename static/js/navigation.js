// Navigation without leaving the document: htmx exchanges #page, this module does what a browser would do
// besides: the language, focus, scrolling, an announcement, and a full load where an exchange cannot be.

import { mark } from "./song-buttons.js";

const PAGE = "#page";
const OUTSIDE = "[data-words]"; // named parts outside #page: they follow the page's language
const announcer = document.getElementById("announcer");
let going = false; // whether the exchange under way is a step in the history

// A menu closes when one has chosen, presses elsewhere, or Escape.
document.addEventListener("click", ({ target }) => close(target));
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(null); });

document.querySelector("[data-focus]")?.focus(); // a form that a full load brought back with errors

document.addEventListener("htmx:before:history:restore", () => { going = true; });

// The same address again (an invalid form) is no new step in the history.
document.addEventListener("htmx:before:history:update", ({ detail: { history: step } }) => {
  if (step.path === location.pathname + location.search) step.type = "replace";
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.hx.redirect || ctx.hx.refresh || ctx.hx.location) return; // htmx goes there by itself
  const whole = ctx.text.includes('id="page"');
  if (whole && !ctx.target?.matches?.(PAGE)) {
    // A part of the page was asked for and a whole one came: an error, or the session has ended.
    Object.assign(ctx, { target: PAGE, select: PAGE, swap: "outerSync show:none", selectOOB: null });
  } else if (!whole && ctx.target?.matches?.(PAGE)) {
    event.preventDefault(); // a page of another kind, such as the admin's
    location.assign(ctx.response.raw.url || ctx.request.action);
  }
});

document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  // What is for browsers without JavaScript would come to life here: it was parsed without it, too.
  for (const { fragment } of tasks) for (const element of fragment.querySelectorAll("noscript")) element.remove();
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const page = document.querySelector(PAGE);
  mark(page);
  if (!isPage(ctx)) return;
  follow(page.lang, ctx.text);
  document.title = ctx.title || document.title;
  arrive(page, ctx.request?.anchor);
  going = false;
});

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (!ctx || error?.name === "AbortError") return;
  // Sign-in redirects to another origin, which a fetch may not follow; a load may, and says it when offline.
  if (ctx.request.method === "GET" && isPage(ctx) && navigator.onLine) location.assign(ctx.request.action);
  else say(announcer.dataset.offline);
});

function close(pressed) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (menu.contains(pressed) && !pressed.closest(".menu-list :is(a, button)")) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}

function isPage(ctx) {
  return ctx.target === PAGE || Boolean(ctx.target?.matches?.(PAGE));
}

function arrive(page, anchor) {
  const heading = page.querySelector("[data-focus], [autofocus]") ?? page.querySelector("main h1") ?? page.querySelector("main");
  if (!heading.matches("a, input, button, select, textarea")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const notes = page.querySelector("#notes")?.innerText.trim();
  announcer.textContent = notes ? `${document.title}. ${notes}` : document.title;
  if (!going && !anchor) scrollTo({ top: 0, behavior: "instant" }); // in the history the browser knows the place
}

function say(sentence) {
  const note = document.createElement("p");
  note.className = "note error";
  note.textContent = sentence;
  document.getElementById("notes").replaceChildren(note);
  announcer.textContent = sentence;
  note.scrollIntoView({ block: "nearest" });
}

function follow(lang, text) {
  if (!lang || lang === document.documentElement.lang) return;
  document.documentElement.lang = lang;
  const other = new DOMParser().parseFromString(text, "text/html");
  for (const old of all(document)) {
    const renamed = all(other).find((one) => one.dataset.words === old.dataset.words);
    if (!renamed) continue;
    for (const { name, value } of renamed.attributes) {
      if (name === "aria-label" || name === "title" || name.startsWith("data-")) old.setAttribute(name, value);
    }
    if (!old.children.length) old.textContent = renamed.textContent;
  }
}

function all(root) {
  const inside = [...root.querySelectorAll("template")].flatMap((one) => [...one.content.querySelectorAll(OUTSIDE)]);
  return [...root.querySelectorAll(OUTSIDE), ...inside];
}

// The service worker keeps the shell (never a page) for when there is no network; the site works without.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => { navigator.serviceWorker.register("/service-worker.js").catch(() => {}); });
}
