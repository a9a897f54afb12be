// The player: one Audio that is in no document tree, so that nothing that exchanges the page can stop it.
//
// Events of `player` (an EventTarget): "change" (song, queue, playing, volume), "time" (position),
// "broken" (detail: the song that could not be played; the next one follows by itself), "queued" (detail: a song).

import { Queue, attenuation } from "./queue.js";

const RESTART_SECONDS = 3; // further in than this, “previous” begins the song again
const SKIP_SECONDS = 10;
const VOLUME = "volume";

class Player extends EventTarget {
  queue = new Queue();
  muted = false;
  #audio = new Audio();
  #volume = Number(localStorage.getItem(VOLUME) ?? 1);
  #wanted = false; // whether the listener wants to hear it: a restored song that fails must not start another
  #source = 0; // which of the song's sources is tried
  #resumeAt = 0; // seconds, once the song's length is known
  #retriedAt = -1; // seconds; see #failed

  constructor() {
    super();
    this.#audio.preload = "metadata";
    for (const name of ["play", "pause", "durationchange"]) this.#audio.addEventListener(name, () => this.#changed());
    for (const name of ["timeupdate", "seeked"]) this.#audio.addEventListener(name, () => this.#moved());
    this.#audio.addEventListener("loadedmetadata", () => this.#resume());
    this.#audio.addEventListener("ended", () => this.next());
    this.#audio.addEventListener("error", () => this.#failed());
    addEventListener("pagehide", () => this.queue.save(this.seconds));
    const seconds = this.queue.restore();
    if (this.song) this.#load(seconds);
  }

  get song() { return this.queue.song; }
  get playing() { return !this.#audio.paused; }
  get seconds() { return this.#resumeAt || this.#audio.currentTime; }
  get duration() {
    const stored = (this.song?.durationMs || 0) / 1000; // what the page says, so that both say the same second
    return stored || (Number.isFinite(this.#audio.duration) ? this.#audio.duration : 0);
  }
  get level() { return this.#audio.muted ? 0 : this.#audio.volume; } // what is heard, for tests
  get volume() { return this.#volume; }
  set volume(value) {
    this.#volume = Math.min(1, Math.max(0, value));
    this.muted = false;
    localStorage.setItem(VOLUME, this.#volume);
    this.#level();
  }

  play() {
    if (!this.song) return;
    this.#wanted = true;
    if (this.#audio.error) this.#load(this.seconds); // the network may be back
    this.#audio.play().catch((error) => {
      // Refused without a click, or overtaken by another song: the buttons show that it is paused.
      if (!["NotAllowedError", "AbortError", "NotSupportedError"].includes(error.name)) throw error;
      this.#changed();
    });
  }
  pause() {
    this.#wanted = false;
    this.#audio.pause();
  }
  toggle() { this.playing ? this.pause() : this.play(); }
  mute() { this.muted = !this.muted; this.#level(); }

  start(songs, index) {
    this.queue.replace(songs, index);
    this.#begin();
  }
  playNext(song) {
    const idle = !this.song;
    this.queue.playNext(song);
    if (idle) return this.#begin();
    this.dispatchEvent(new CustomEvent("queued", { detail: song }));
    return this.#changed();
  }
  next() { this.queue.step(1) ? this.#begin() : this.#changed(); }
  previous() {
    if (this.seconds > RESTART_SECONDS || !this.queue.step(-1)) this.seek(0);
    else this.#begin();
  }
  jump(key) { if (this.queue.jump(key)) this.#begin(); }

  remove(key) {
    const { playing } = this;
    if (!this.queue.remove(key)) return this.#changed();
    if (this.song) return playing ? this.#begin() : this.#load();
    this.pause();
    this.#audio.removeAttribute("src");
    return this.#changed();
  }

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.duration || 0);
    if (this.#audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#resumeAt = to;
    else this.#audio.currentTime = to;
    this.#moved();
  }
  skip(sign, seconds = SKIP_SECONDS) { this.seek(this.seconds + sign * seconds); }

  #begin() { this.#load(); this.play(); }
  #load(seconds = 0) { this.#retriedAt = -1; this.#fetch(0, seconds); }
  #fetch(source, seconds) {
    [this.#source, this.#resumeAt] = [source, seconds];
    this.#level();
    const { src } = this.#playable()[source] ?? {};
    if (src) this.#audio.src = src;
    else this.#giveUp();
  }
  #playable() { return this.song.sources.filter(({ type }) => this.#audio.canPlayType(type)); }
  #resume() {
    if (this.#resumeAt) this.#audio.currentTime = this.#resumeAt;
    this.#resumeAt = 0;
  }

  // The signed address behind /media/ may have run out in the middle of a song: the same place is asked for
  // anew, then the other source. Who gets no further gives up.
  #failed() {
    const at = this.seconds;
    const further = at > this.#retriedAt;
    if (!further && this.#source + 1 >= this.#playable().length) return this.#giveUp();
    if (further) this.#retriedAt = at + 1;
    this.#fetch(further ? this.#source : this.#source + 1, at);
    return this.#wanted && this.play();
  }
  #giveUp() {
    this.dispatchEvent(new CustomEvent("broken", { detail: this.song }));
    if (this.queue.hasNext && this.#wanted) this.next();
    else this.#changed();
  }

  #level() {
    this.#audio.muted = this.muted;
    this.#audio.volume = this.#volume * (this.song ? attenuation(this.song) : 1);
    this.#changed();
  }
  #moved() {
    this.queue.keep(this.seconds);
    this.dispatchEvent(new Event("time"));
  }
  #changed() {
    this.queue.save(this.seconds);
    for (const name of ["change", "time"]) this.dispatchEvent(new Event(name));
  }
}

export const player = new Player();
