// The songs to play: what is known of each, how loud it should be, and which one it is.
//
// A song: {id, sources: [{src, type}], title, artist, release, cover, url, artistUrl,
//          durationMs, loudnessLufs, truePeakDbtp}; the last three are NaN when unknown.
// `entries` have a key of their own, for a song may stand in the queue twice.
// Kept in this tab's sessionStorage, so that a full load (sign-in) finds it again.

const STORE = "queue";
const KEEP_EVERY_SECONDS = 5;
const AAC = 'audio/mp4; codecs="mp4a.40.2"';
const OPUS = 'audio/webm; codecs="opus"';
const TARGET_LUFS = -14;
const CEILING_DBTP = -1;
let lastKey = 0;

export function songOf(element) {
  const { dataset } = element;
  const number = (text) => (text ? Number(text) : NaN);
  return {
    id: dataset.songId,
    sources: [{ src: dataset.src, type: AAC }, { src: dataset.srcOpus, type: OPUS }].filter((one) => one.src),
    title: dataset.title,
    artist: dataset.artist,
    release: dataset.release ?? "",
    cover: dataset.cover,
    url: dataset.url,
    artistUrl: dataset.artistUrl,
    durationMs: number(dataset.durationMs),
    loudnessLufs: number(dataset.loudnessLufs),
    truePeakDbtp: number(dataset.truePeakDbtp),
  };
}

// The factor that brings a song to the common loudness. Only downwards: media comes from another origin
// by a redirect, and a louder one would need Web Audio, which is silent there without CORS.
export function attenuation(song) {
  if (!Number.isFinite(song.loudnessLufs)) return 1;
  const headroom = Number.isFinite(song.truePeakDbtp) ? CEILING_DBTP - song.truePeakDbtp : 0;
  return 10 ** (Math.min(0, TARGET_LUFS - song.loudnessLufs, headroom) / 20);
}

export class Queue {
  entries = [];
  index = -1;
  #kept = 0; // seconds

  get song() {
    return this.entries[this.index]?.song ?? null;
  }

  get hasNext() {
    return this.index + 1 < this.entries.length;
  }

  replace(songs, index) {
    this.entries = songs.map(entry);
    this.index = index;
  }

  playNext(song) {
    this.entries.splice(this.index + 1, 0, entry(song));
    if (this.index < 0) this.index = 0;
  }

  // Returns whether the one being played was taken away.
  remove(key) {
    const at = this.#at(key);
    if (at < 0) return false;
    const current = at === this.index;
    this.entries.splice(at, 1);
    if (at < this.index) this.index -= 1;
    if (this.index >= this.entries.length) this.index = this.entries.length - 1;
    return current;
  }

  jump(key) {
    const at = this.#at(key);
    if (at >= 0) this.index = at;
    return at >= 0;
  }

  step(by) {
    const to = this.index + by;
    if (to < 0 || to >= this.entries.length) return false;
    this.index = to;
    return true;
  }

  // As save, but not at every tick.
  keep(seconds) {
    if (Math.abs(seconds - this.#kept) > KEEP_EVERY_SECONDS) this.save(seconds);
  }

  save(seconds) {
    this.#kept = seconds;
    const kept = { songs: this.entries.map(({ song }) => song), index: this.index, seconds };
    try {
      sessionStorage.setItem(STORE, JSON.stringify(kept));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // no room or not allowed: then it is not kept
    }
  }

  // Returns the seconds at which the song was left.
  restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(STORE));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof DOMException)) throw error;
    }
    if (!kept?.songs?.length) return 0;
    this.replace(kept.songs, Math.max(0, Math.min(kept.index, kept.songs.length - 1)));
    return kept.seconds || 0;
  }

  #at(key) {
    return this.entries.findIndex((one) => one.key === key);
  }
}

function entry(song) {
  lastKey += 1;
  return { key: String(lastKey), song };
}
