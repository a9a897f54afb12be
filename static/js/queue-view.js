// The queue's panel inside <music-player>: its list, orders, settings and “save as playlist”. Loaded when it is opened.
//
// Its entries are moved by the <reorder-list> around them.

import { player } from "./player.js";
import { REPEATS } from "./queue.js";
import "./reorder-list.js";

let listed = "";
let host = null;

// Called with the <music-player> whenever something changed.
export function show(element) {
  if (!host) begin(element);
  const { queue, settings } = player;
  host.querySelector('[data-act="shuffle"]').setAttribute("aria-pressed", queue.shuffled);
  for (const button of host.querySelectorAll("[data-repeat]")) button.setAttribute("aria-pressed", button.dataset.repeat === queue.repeat);
  for (const box of host.querySelectorAll("[data-setting]")) box.checked = settings[box.dataset.setting];
  list();
}

function begin(element) {
  host = element;
  const panel = host.part("panel");
  panel.addEventListener("click", ({ target }) => act(target.closest("[data-act]")));
  panel.addEventListener("reordered", ({ detail }) => move(detail));
  panel.addEventListener("submit", fill, true); // before htmx looks at the form
}

function act(button) {
  const { entry } = button?.closest("[data-entry]")?.dataset ?? {};
  const acts = {
    jump: () => player.jump(entry),
    remove: () => remove(entry),
    shuffle: () => player.shuffle(!player.queue.shuffled),
    repeat: () => player.repeat(REPEATS.find((how) => how === button.dataset.repeat && how !== player.queue.repeat) ?? "off"),
    clear: () => player.clear(),
    lyrics: () => import("./page-dialog.js").then(({ open }) => open(`${player.song.url}lyrics/`)),
  };
  acts[button?.dataset.act]?.();
}

function remove(entry) {
  const at = player.queue.entries.findIndex((one) => one.key === entry);
  player.remove(entry);
  const left = host.querySelectorAll('[data-act="remove"]'); // the focus stays in the list
  (left[Math.min(at, left.length - 1)] ?? host.querySelector('[data-act="queue"]')).focus();
}

function list() {
  const keys = [player.queue.index, ...player.queue.entries.map(({ key: entry }) => entry)].join();
  if (keys === listed) return;
  listed = keys;
  const known = new Map([...host.querySelectorAll(".queue-entry")].map((item) => [item.dataset.entry, item]));
  const focused = document.activeElement;
  host.part("queue").replaceChildren(...player.queue.entries.map((entry, at) => {
    const item = known.get(entry.key) ?? made(entry);
    if (at === player.queue.index) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
    return item;
  }));
  if (focused?.isConnected) focused.focus(); // it was taken out and put in again
}

function made({ key: entry, song }) {
  const item = host.part("entry").content.cloneNode(true).firstElementChild;
  item.dataset.entry = entry;
  host.part("title", item).textContent = song.title;
  host.part("artist", item).textContent = song.artist;
  return item;
}

function move({ item, place, of }) {
  player.move(item.dataset.entry, place - 1);
  host.say(host.dataset.moved.replace("{at}", place).replace("{of}", of));
}

// The form of “save as playlist” sends the songs in their order.
function fill({ target }) {
  for (const old of target.querySelectorAll("[name=song]")) old.remove();
  target.append(...player.queue.entries.map(({ song }) => Object.assign(document.createElement("input"), { type: "hidden", name: "song", value: song.id })));
}
