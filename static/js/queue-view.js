// The queue's panel inside <music-player>: its list, orders, settings and “save as playlist”. Loaded when it is opened.
//
// An entry is moved by its [data-act=grab]: drawn with a pointer, or with the arrow keys while it has the focus.

import { player } from "./player.js";
import { REPEATS } from "./queue.js";

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
  panel.addEventListener("keydown", key);
  panel.addEventListener("pointerdown", grab);
  panel.addEventListener("submit", fill, true); // before htmx looks at the form
}

function act(button) {
  const { key: entry } = button?.closest("[data-key]")?.dataset ?? {};
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
  const known = new Map([...host.querySelectorAll(".queue-entry")].map((item) => [item.dataset.key, item]));
  const focused = document.activeElement;
  host.part("queue").replaceChildren(...player.queue.entries.map((entry, at) => {
    const item = known.get(entry.key) ?? made(entry);
    item.toggleAttribute("aria-current", at === player.queue.index);
    if (at === player.queue.index) item.setAttribute("aria-current", "true");
    return item;
  }));
  if (focused?.isConnected) focused.focus(); // it was taken out and put in again
}

function made({ key: entry, song }) {
  const item = host.part("entry").content.cloneNode(true).firstElementChild;
  item.dataset.key = entry;
  host.part("title", item).textContent = song.title;
  host.part("artist", item).textContent = song.artist;
  return item;
}

function move(item, to) {
  player.move(item.dataset.key, to);
  const at = player.queue.entries.findIndex((one) => one.key === item.dataset.key);
  host.say(host.dataset.moved.replace("{at}", at + 1).replace("{of}", player.queue.entries.length));
}

function key(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || !event.target.closest("[data-act=grab]")) return;
  event.preventDefault();
  const item = event.target.closest("[data-key]");
  move(item, Math.max(0, [...host.part("queue").children].indexOf(item) + by));
}

function grab(event) {
  const handle = event.target.closest("[data-act=grab]");
  if (!handle) return;
  const item = handle.closest("[data-key]");
  const drawn = new AbortController();
  const over = ({ clientX, clientY }) => {
    const other = document.elementFromPoint(clientX, clientY)?.closest(".queue-entry");
    if (!other || other === item) return;
    const { top, height } = other.getBoundingClientRect();
    clientY < top + height / 2 ? other.before(item) : other.after(item);
  };
  const end = () => {
    drawn.abort();
    item.classList.remove("grabbed");
    move(item, [...host.part("queue").children].indexOf(item));
  };
  event.preventDefault();
  handle.focus();
  item.classList.add("grabbed");
  for (const [name, answer] of [["pointermove", over], ["pointerup", end], ["pointercancel", end]]) document.addEventListener(name, answer, { signal: drawn.signal });
}

// The form of “save as playlist” sends the songs in their order.
function fill({ target }) {
  for (const old of target.querySelectorAll("[name=song]")) old.remove();
  target.append(...player.queue.entries.map(({ song }) => Object.assign(document.createElement("input"), { type: "hidden", name: "song", value: song.id })));
}
