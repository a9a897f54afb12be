// <music-player>: shows the player. Its markup is templates/components/player.html.
//
// Parts by data-part, buttons by data-act, check boxes of the settings by data-setting. Attributes: data-broken,
// data-queued, data-of, … (sentences with {title} or {elapsed} and {total}); hidden until there is a song.
// What not every visit needs comes when it is needed: what goes with a song, the queue, keys, dialogs.

import { clock, player } from "./player.js";
import { press, symbol } from "./song-buttons.js";

const NOTICE_MS = 8000;
// Each address in full: hashing the names of static files rewrites what it can read.
const COMPANIONS = [() => import("./media-session.js"), () => import("./tabs.js"), () => import("./wave-form.js"), () => import("./plays.js")];
const KEYS = ["?", " ", "k", "j", "l", "ArrowLeft", "ArrowRight", "m", "n", "p", "q", "r", "s", "/"]; // see shortcuts.js
const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable], dialog[open] *";

class MusicPlayer extends HTMLElement {
  #shown = "";
  #timer = 0;
  #queue = null; // the module, once the queue was asked for

  connectedCallback() {
    this.addEventListener("click", (event) => this.#act(event));
    this.addEventListener("change", ({ target }) => { if (target.dataset.setting) player.set(target.dataset.setting, target.checked); });
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") this.unfold(false); });
    this.part("seek").addEventListener("input", ({ target }) => player.seek(Number(target.value)));
    this.part("volume").addEventListener("input", ({ target }) => { player.volume = Number(target.value); });
    player.addEventListener("change", () => this.#show());
    player.addEventListener("time", () => this.#tick());
    for (const name of ["broken", "queued", "lost", "found"]) {
      player.addEventListener(name, ({ detail }) => this.say(this.dataset[name].replace("{title}", () => detail?.title), name === "lost")); // "$&" in a title
    }
    this.#show();
    this.#tick();
    new ResizeObserver(() => { // what is scrolled to and the page's end stay above it, whatever it shows
      if (this.offsetHeight) document.documentElement.style.setProperty("--player-height", `${this.offsetHeight}px`);
    }).observe(this);
  }

  part(name, root = this) { return root.querySelector(`[data-part="${name}"]`); }

  say(sentence, stays = false) {
    clearTimeout(this.#timer);
    this.part("notice").textContent = sentence;
    if (!stays) this.#timer = setTimeout(() => { this.part("notice").textContent = ""; }, NOTICE_MS);
  }

  async unfold(open = this.part("panel").hidden) {
    this.part("panel").hidden = !open;
    const button = this.querySelector('[data-act="queue"]');
    button.setAttribute("aria-expanded", open);
    if (!open && this.part("panel").contains(document.activeElement)) button.focus();
    if (open) this.#queue ??= await import("./queue-view.js");
    if (open) this.#queue.show(this);
  }

  #act({ target }) {
    const { act } = target.closest("[data-act]")?.dataset ?? {};
    const acts = {
      toggle: () => player.toggle(),
      previous: () => player.previous(),
      next: () => player.next(),
      mute: () => player.mute(),
      queue: () => this.unfold(),
    };
    acts[act]?.(); // the others are the queue's
  }

  #show() {
    const { song } = player;
    this.hidden = !song;
    if (!song) return this.unfold(false);
    if (this.#shown !== song.id) this.#name(song);
    press(this.querySelector('[data-act="toggle"]'), player.playing);
    const mute = this.querySelector('[data-act="mute"]');
    mute.setAttribute("aria-pressed", player.muted);
    symbol(mute, player.muted ? "muted" : "volume");
    this.part("volume").value = player.muted ? 0 : player.volume;
    this.querySelector('[data-act="next"]').disabled = !player.queue.hasNext;
    return this.#queue?.show(this);
  }

  #name(song) {
    if (!this.#shown) for (const load of COMPANIONS) load();
    this.#shown = song.id;
    for (const [name, text, href] of [["song-title", song.title, song.url], ["song-artist", song.artist, song.artistUrl]]) {
      this.part(name).textContent = text;
      this.part(name).href = href;
    }
    this.part("wave").setAttribute("src", song.src.replace(/[^/]+$/, "peaks.json")); // beside the renditions
    const cover = this.part("cover");
    cover.hidden = !song.cover;
    if (song.cover) cover.src = song.cover;
    else cover.removeAttribute("src");
  }

  #tick() {
    const [elapsed, total] = [clock(player.seconds), clock(player.duration)];
    const seek = this.part("seek");
    seek.max = Math.max(1, player.duration);
    seek.value = player.seconds;
    this.part("wave").setAttribute("played", seek.value / seek.max);
    seek.style.setProperty("--played", `${(100 * seek.value) / seek.max}%`);
    seek.setAttribute("aria-valuetext", this.dataset.of.replace("{elapsed}", elapsed).replace("{total}", total));
    this.part("elapsed").textContent = elapsed;
    this.part("total").textContent = total;
  }
}

customElements.define("music-player", MusicPlayer);

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(key)) return;
  if (!player.settings.keys || target.closest(TYPING)) return;
  if (key === " " && target.closest("button, a, summary, input, [role]:not(main)")) return; // it presses that
  if (key.startsWith("Arrow") && target.closest("input, [role=listbox], [data-grip]")) return;
  event.preventDefault();
  import("./shortcuts.js").then(({ press: act }) => act(key));
});

// A link to a page that may as well be seen in a dialog.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
  event.preventDefault();
  import("./page-dialog.js").then(({ open }) => open(link.href));
});
