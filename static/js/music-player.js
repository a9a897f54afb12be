// <music-player>: shows the player and its queue. Its markup is templates/components/player.html.
//
// Parts by data-part, buttons by data-act. Attributes: data-broken, data-queued, data-of (sentences with
// {title} or {elapsed} and {total}); hidden until there is a song.

import "./media-session.js";
import { player } from "./player.js";
import { press, symbol } from "./song-buttons.js";

const NOTICE_MS = 8000;

class MusicPlayer extends HTMLElement {
  #shown = "";
  #listed = "";
  #timer = 0;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#act(event));
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#unfold(false); });
    this.part("seek").addEventListener("input", ({ target }) => player.seek(Number(target.value)));
    this.part("volume").addEventListener("input", ({ target }) => { player.volume = Number(target.value); });
    player.addEventListener("change", () => this.#show());
    player.addEventListener("time", () => this.#tick());
    for (const name of ["broken", "queued"]) {
      player.addEventListener(name, ({ detail }) => this.#say(this.dataset[name].replace("{title}", () => detail.title))); // "$&" in a title
    }
    this.#show();
    this.#tick();
  }

  part(name, root = this) { return root.querySelector(`[data-part="${name}"]`); }

  #act({ target }) {
    const button = target.closest("[data-act]");
    if (!button) return;
    const { key } = button.closest("[data-key]")?.dataset ?? {};
    const acts = {
      toggle: () => player.toggle(),
      previous: () => player.previous(),
      next: () => player.next(),
      mute: () => player.mute(),
      queue: () => this.#unfold(this.querySelector("#queue").hidden),
      jump: () => player.jump(key),
      remove: () => this.#remove(key),
    };
    acts[button.dataset.act]();
  }

  #unfold(open) {
    this.querySelector("#queue").hidden = !open;
    const button = this.querySelector('[data-act="queue"]');
    button.setAttribute("aria-expanded", open);
    if (!open && this.querySelector("#queue").contains(document.activeElement)) button.focus();
  }

  #remove(key) {
    const at = player.queue.entries.findIndex((one) => one.key === key);
    player.remove(key);
    const left = this.querySelectorAll('[data-act="remove"]'); // the focus stays in the list
    (left[Math.min(at, left.length - 1)] ?? this.querySelector('[data-act="queue"]')).focus();
  }

  #show() {
    const { song } = player;
    this.hidden = !song;
    if (!song) return this.#unfold(false);
    if (this.#shown !== song.id) this.#name(song);
    press(this.querySelector('[data-act="toggle"]'), player.playing);
    const mute = this.querySelector('[data-act="mute"]');
    mute.setAttribute("aria-pressed", player.muted);
    symbol(mute, player.muted ? "muted" : "volume");
    this.part("volume").value = player.muted ? 0 : player.volume;
    this.querySelector('[data-act="next"]').disabled = !player.queue.hasNext;
    return this.#list();
  }

  #name(song) {
    this.#shown = song.id;
    for (const [name, text, href] of [["song-title", song.title, song.url], ["song-artist", song.artist, song.artistUrl]]) {
      this.part(name).textContent = text;
      this.part(name).href = href;
    }
    const cover = this.part("cover");
    cover.hidden = !song.cover;
    if (song.cover) cover.src = song.cover;
    else cover.removeAttribute("src");
  }

  #list() {
    const keys = [player.queue.index, ...player.queue.entries.map(({ key }) => key)].join();
    if (keys === this.#listed) return;
    this.#listed = keys;
    this.part("queue").replaceChildren(...player.queue.entries.map((entry, at) => {
      const item = this.part("entry").content.cloneNode(true).firstElementChild;
      item.dataset.key = entry.key;
      if (at === player.queue.index) item.setAttribute("aria-current", "true");
      this.part("title", item).textContent = entry.song.title;
      this.part("artist", item).textContent = entry.song.artist;
      return item;
    }));
  }

  #tick() {
    const [elapsed, total] = [clock(player.seconds), clock(player.duration)];
    const seek = this.part("seek");
    seek.max = Math.max(1, player.duration);
    seek.value = player.seconds;
    seek.style.setProperty("--played", `${(100 * seek.value) / seek.max}%`);
    seek.setAttribute("aria-valuetext", this.dataset.of.replace("{elapsed}", elapsed).replace("{total}", total));
    this.part("elapsed").textContent = elapsed;
    this.part("total").textContent = total;
  }

  #say(sentence) {
    clearTimeout(this.#timer);
    this.part("notice").textContent = sentence;
    this.#timer = setTimeout(() => { this.part("notice").textContent = ""; }, NOTICE_MS);
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

customElements.define("music-player", MusicPlayer);
