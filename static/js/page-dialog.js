// Shows a page of the site in a <dialog>: its #dialog part, or its main. Links with data-dialog and keys lead here;
// where this module is missing the link leads to the page itself.
//
// Inside work: [data-copy] (copies the field of this id and says so in its data-copied), [data-share] (the system's
// own sharing, hidden where there is none), [data-link] with [data-at] (see share.js), check boxes of the
// player's settings (data-setting).

import { player } from "./player.js";

export async function open(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.querySelector("#dialog") ?? page.querySelector("main");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.append(closing(), ...(part?.childNodes ?? []));
  const heading = dialog.querySelector("h1, h2");
  if (heading) {
    heading.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  for (const element of dialog.querySelectorAll("noscript")) element.remove();
  for (const box of dialog.querySelectorAll("[data-setting]")) setting(box);
  if (dialog.querySelector("[data-copy], [data-at]")) (await import("./share.js")).enliven(dialog);
  dialog.addEventListener("click", ({ target }) => { if (target === dialog || target.closest("a[href]:not([data-stay])")) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector("#page").append(dialog);
  dialog.showModal();
}

function closing() {
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog-close";
  const button = document.createElement("button");
  button.className = "icon-button";
  button.setAttribute("aria-label", document.querySelector("music-player").dataset.close);
  const symbol = document.querySelector('[data-act="queue"] svg').cloneNode(true);
  symbol.firstElementChild.setAttribute("href", symbol.firstElementChild.getAttribute("href").replace(/#.*/, "#close"));
  button.append(symbol);
  form.append(button);
  return form;
}

function setting(box) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.checked = player.settings[box.dataset.setting];
  box.addEventListener("change", () => player.set(box.dataset.setting, box.checked));
}
