// The player: goes from song to song of its queue (queue.js) and lets them be heard (sound.js).
//
// Events of `player` (an EventTarget): "change" (song, queue, playing, volume, settings), "time" (position),
// "broken" (detail: the song that could not be played; the next one follows by itself), "queued" (detail: a song),
// "lost" (the connection; it goes on by itself) and "found".

import { Queue } from "./queue.js";
import { Sound } from "./sound.js";

const RESTART_SECONDS = 3; // further in than this, “previous” begins the song again
const SKIP_SECONDS = 10;
const END_SECONDS = 1; // a place beyond the end is so much before it
const DEFAULTS = { volume: 1, evenLoudness: true, saveData: Boolean(navigator.connection?.saveData), keys: true };

class Player extends EventTarget {
  queue = new Queue();
  settings = { ...DEFAULTS, ...JSON.parse(localStorage.getItem("player")) }; // for this browser, over all visits
  #sound = new Sound(this.settings);

  constructor() {
    super();
    const answers = {
      change: () => this.#changed(),
      time: () => this.#moved(),
      near: () => this.#prepare(),
      over: () => this.#follow(),
      broken: () => this.#giveUp(),
      lost: () => this.#tell("lost"),
      found: () => this.#tell("found"),
    };
    for (const [name, answer] of Object.entries(answers)) this.#sound.addEventListener(name, answer);
    addEventListener("pagehide", () => this.queue.save(this.seconds));
    const seconds = this.queue.restore();
    if (this.song) this.#sound.load(this.song, seconds);
  }

  get song() { return this.queue.song; }
  get playing() { return this.#sound.playing; }
  get seconds() { return this.#sound.seconds; }
  get duration() { return this.#sound.duration; }
  get level() { return this.#sound.level; }
  get source() { return this.#sound.source; }
  get muted() { return this.#sound.muted; }
  get volume() { return this.settings.volume; }
  set volume(value) {
    this.#sound.muted = false;
    this.set("volume", Math.min(1, Math.max(0, value)));
  }
  set(name, value) {
    this.settings[name] = value;
    localStorage.setItem("player", JSON.stringify(this.settings));
    if (name === "saveData" && this.song) this.#sound.again();
    this.#sound.adjust();
  }

  play() { if (this.song) this.#sound.play(); }
  pause() { this.#sound.pause(); }
  toggle() { this.playing ? this.pause() : this.play(); }
  mute() {
    this.#sound.muted = !this.muted;
    this.#sound.adjust();
  }
  seek(seconds) { this.#sound.seek(seconds); }
  skip(sign, seconds = SKIP_SECONDS) { this.seek(this.seconds + sign * seconds); }

  start(songs, index, seconds = 0) {
    this.queue.replace(songs, index);
    const last = (this.song.durationMs || Infinity) / 1000 - END_SECONDS;
    this.#begin(Math.max(0, Math.min(seconds, last)));
  }
  playNext(song) {
    const idle = !this.song;
    this.queue.playNext(song);
    if (idle) return this.#begin();
    this.#tell("queued", song);
    return this.#changed();
  }
  next() { this.queue.step(1) ? this.#begin() : this.#changed(); }
  previous() {
    if (this.seconds > RESTART_SECONDS || !this.queue.step(-1)) this.seek(0);
    else this.#begin();
  }
  jump(key) { if (this.queue.jump(key)) this.#begin(); }

  move(key, to) { this.queue.move(key, to); this.#changed(); }
  clear() { this.queue.clear(); this.#changed(); }
  shuffle(on) { this.queue.shuffle(on); this.#changed(); }
  repeat(how) { this.queue.repeat = how; this.#changed(); }
  remove(key) {
    const { playing } = this;
    if (!this.queue.remove(key)) return this.#changed();
    if (this.song && playing) return this.#begin();
    if (!this.song) this.pause();
    this.#sound.load(this.song);
    return this.#changed();
  }

  #begin(seconds = 0) {
    this.#sound.load(this.song, seconds);
    this.play();
  }
  #prepare() {
    const { following } = this.queue;
    if (following) this.#sound.prepare(following.song);
  }
  // At the end of a song, by itself.
  #follow() {
    if (this.queue.repeat === "one") this.#begin();
    else this.next();
  }
  #giveUp() {
    this.#tell("broken", this.song);
    if (this.queue.hasNext && this.#sound.wanted) this.next();
    else this.#changed();
  }
  #moved() {
    this.queue.keep(this.seconds);
    this.#tell("time");
  }
  #changed() {
    this.queue.save(this.seconds);
    for (const name of ["change", "time"]) this.#tell(name);
  }
  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

export const player = new Player();

// Seconds as players show them.
export function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
