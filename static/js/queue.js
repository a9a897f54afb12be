// The songs to play and their order: which one it is, shuffled or not, and what follows the last.
//
// A song is as song-buttons.js reads it. `entries` stand in the order they are played; each has a key, for a song
// may come twice. It is kept in this tab's sessionStorage: a reload and a full load (sign-in) find it again.

const [STORE, PLACE] = ["queue", "queue-seconds"];
const KEEP_EVERY_SECONDS = 5;
export const REPEATS = ["off", "all", "one"];
let lastKey = 0;

export class Queue {
  entries = [];
  index = -1;
  repeat = "off";
  #listed = null; // while shuffled: the entries as they were put in
  #kept = 0; // seconds

  get current() { return this.entries[this.index]; }
  get song() { return this.current?.song ?? null; }
  get shuffled() { return this.#listed !== null; }
  get hasNext() { return this.index + 1 < this.entries.length || (this.repeat === "all" && this.index >= 0); }

  // The entry that comes when this one ends; undefined when none does, or it is drawn only then.
  get following() {
    if (this.repeat === "one") return this.current;
    return this.entries[this.index + 1] ?? (this.repeat === "all" && !this.shuffled ? this.entries[0] : undefined);
  }

  replace(songs, index) {
    const { shuffled } = this;
    this.entries = songs.map((song) => entry(song));
    this.index = index;
    this.#listed = null;
    this.#hear();
    this.shuffle(shuffled);
  }

  playNext(song) {
    const added = entry(song);
    this.#listed?.splice(this.#listed.indexOf(this.current) + 1, 0, added);
    this.entries.splice(this.index + 1, 0, added);
    if (this.index < 0) this.index = 0;
  }

  // Returns whether the one being played was taken away.
  remove(key) {
    const at = this.#at(key);
    if (at < 0) return false;
    const current = at === this.index;
    const [gone] = this.entries.splice(at, 1);
    if (this.#listed) this.#listed = this.#listed.filter((one) => one !== gone);
    if (at < this.index) this.index -= 1;
    if (this.index >= this.entries.length) this.index = this.entries.length - 1;
    return current;
  }

  // Puts it at the place `to`, or as near as there is one.
  move(key, to) {
    const { current } = this;
    const from = this.#at(key);
    if (from < 0) return;
    const [moved] = this.entries.splice(from, 1);
    this.entries.splice(Math.max(0, Math.min(to, this.entries.length)), 0, moved);
    this.index = this.entries.indexOf(current);
  }

  // Leaves what is being played.
  clear() {
    this.entries = this.entries.slice(this.index, this.index + 1);
    if (this.#listed) this.#listed = [...this.entries];
    this.index = this.entries.length - 1;
  }

  jump(key) {
    const at = this.#at(key);
    return at >= 0 && this.step(at - this.index);
  }

  step(by) {
    const to = this.index + by;
    const inside = to >= 0 && to < this.entries.length;
    if (!inside && (this.repeat !== "all" || !this.song)) return false;
    if (!inside && by > 0 && this.shuffled) this.#nextRound();
    this.index = (to + this.entries.length) % this.entries.length;
    this.#hear();
    return true;
  }

  // What was heard already stays before the present song, so nothing comes twice.
  shuffle(on) {
    const { current } = this;
    if (on === this.shuffled) return;
    const heard = this.entries.filter((one) => one.heard && one !== current);
    const rest = this.entries.filter((one) => !one.heard && one !== current);
    [this.#listed, this.entries] = on
      ? [this.entries, [...heard, ...(current ? [current] : []), ...mixed(rest)]]
      : [null, this.#listed];
    this.index = this.entries.indexOf(current);
  }

  // As save, but the position only, and not at every tick.
  keep(seconds) { if (Math.abs(seconds - this.#kept) > KEEP_EVERY_SECONDS) this.#place(seconds); }

  save(seconds) {
    const listed = this.#listed?.map((one) => this.entries.indexOf(one));
    kept(STORE, { entries: this.entries, index: this.index, repeat: this.repeat, listed });
    this.#place(seconds);
  }

  // Returns the seconds at which the song was left.
  restore() {
    const { entries = [], index, repeat, listed } = kept(STORE) ?? {};
    if (!entries.length) return 0;
    this.entries = entries.map(({ song, heard }) => entry(song, heard));
    this.index = Math.max(0, Math.min(index, entries.length - 1));
    this.repeat = repeat;
    this.#listed = listed?.map((at) => this.entries[at]) ?? null;
    return kept(PLACE) || 0;
  }

  #nextRound() {
    const last = this.current;
    for (const one of this.entries) one.heard = false;
    this.entries = mixed(this.entries.filter((one) => one !== last));
    this.entries.splice(1 + Math.floor(Math.random() * this.entries.length), 0, last); // not again at once
  }
  #place(seconds) { kept(PLACE, (this.#kept = seconds)); }
  #hear() { if (this.current) this.current.heard = true; }
  #at(key) { return this.entries.findIndex((one) => one.key === key); }
}

function entry(song, heard = false) {
  lastKey += 1;
  return { key: String(lastKey), song, heard };
}

function mixed(entries) {
  return entries.map((one) => [Math.random(), one]).sort(([a], [b]) => a - b).map(([, one]) => one);
}

// Reads, or writes if there is a value; nothing where there is no room or storage is not allowed.
function kept(name, value) {
  try {
    if (value === undefined) return JSON.parse(sessionStorage.getItem(name));
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
  }
  return null;
}
