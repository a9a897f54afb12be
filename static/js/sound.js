// What is heard: one song at a time, as loud as it should be, over failures and lost connections.
//
// Two Audio elements are in no document tree, so that nothing that exchanges the page can stop them: one is heard,
// the other gets ready what comes next. Events: "change", "time", "near" (the next one may be prepared), "over"
// (it is the next one's turn), "broken" (it cannot be played), "lost" (the connection) and "found".

const [AAC, OPUS] = ['audio/mp4; codecs="mp4a.40.2"', 'audio/webm; codecs="opus"'];
const [TARGET_LUFS, CEILING_DBTP] = [-14, -1];
const [PREPARE_SECONDS, WATCH_SECONDS, NEAR_SECONDS] = [30, 0.7, 0.1]; // before the end; “timeupdate” comes each 0.25 s
const [LEAD_SECONDS, PATIENCE_MS] = [0.035, 3000]; // from play() to sound; of a song that waits for its data
const ENOUGH = HTMLMediaElement.HAVE_FUTURE_DATA;

// The factor that brings a song to the common loudness; all songs of a release played from its page get the same.
// Only downwards: louder than its file a song can be by Web Audio alone, which phones stop in the background.
export function gain({ album, ...song }) {
  const { loudnessLufs, truePeakDbtp } = album ?? song;
  if (!Number.isFinite(loudnessLufs)) return 1;
  const headroom = Number.isFinite(truePeakDbtp) ? CEILING_DBTP - truePeakDbtp : 0;
  return 10 ** (Math.min(0, TARGET_LUFS - loudnessLufs, headroom) / 20);
}

export class Sound extends EventTarget {
  song = null;
  wanted = false; // whether the listener wants to hear it: a restored song that fails must not start another
  muted = false;
  #settings;
  #connection = null; // the module, fetched while there is one
  #waiting = null; // for it to be back
  #audio = new Audio();
  #spare = new Audio();
  #prepared = null; // the song that the spare one holds
  #source = 0; // which of the song's sources is tried
  #resumeAt = 0; // seconds, once the song's length is known
  #retriedAt = -1; // seconds; see #failed
  #attempt = 0; // counts loads: what was awaited for an earlier one is let go
  #timer = 0; // of the end

  constructor(settings) {
    super();
    this.#settings = settings;
    const when = (names, act) => [this.#audio, this.#spare].forEach((audio) => names.forEach((name) => {
      audio.addEventListener(name, () => { if (audio === this.#audio) act(); });
    }));
    when(["play", "pause", "durationchange"], () => this.#tell("change"));
    when(["timeupdate", "seeked"], () => this.#moved());
    when(["loadedmetadata"], () => this.#resume());
    when(["ended"], () => this.#tell("over"));
    when(["waiting"], () => this.#doubt());
    when(["error"], () => this.#failed());
    addEventListener("online", () => { if (this.wanted && this.#audio.readyState < ENOUGH) this.again(); });
  }

  get playing() { return !this.#audio.paused; }
  get seconds() { return this.#resumeAt || this.#audio.currentTime; }
  get duration() {
    if (this.song?.durationMs) return this.song.durationMs / 1000; // as the page says: both say the same second
    return Number.isFinite(this.#audio.duration) ? this.#audio.duration : 0;
  }
  get level() { return this.#audio.muted ? 0 : this.#audio.volume; } // what is heard, for tests
  get source() { return this.song ? this.#audio.currentSrc : ""; }

  adjust() {
    this.#audio.muted = this.muted;
    this.#audio.volume = this.#settings.volume * (this.song && this.#settings.evenLoudness ? gain(this.song) : 1);
    this.#tell("change");
  }

  play() {
    this.wanted = true;
    this.#connection ??= import("./connection.js");
    if (this.#audio.error) this.again(); // the network may be back
    this.#audio.play().catch((error) => {
      // Refused without a click, or overtaken by another song: the buttons show that it is paused.
      if (!["NotAllowedError", "AbortError", "NotSupportedError"].includes(error.name)) throw error;
      this.#tell("change");
    });
  }
  pause() { this.wanted = false; this.#audio.pause(); }
  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.duration || 0);
    if (this.#audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#resumeAt = to;
    else this.#audio.currentTime = to;
    this.#moved();
  }

  load(song, seconds = 0) {
    this.song = song;
    this.#retriedAt = -1;
    if (!song) return this.#audio.removeAttribute("src");
    return !seconds && song === this.#prepared && this.#ready ? this.#swap() : this.#fetch(0, seconds);
  }
  again() { this.load(this.song, this.seconds); if (this.wanted) this.play(); }
  prepare(song) {
    if (song === this.#prepared) return;
    this.#prepared = song;
    this.#spare.preload = "auto";
    this.#spare.src = this.#sources(song)[0] ?? "";
  }

  get #left() { return this.#audio.duration - this.#audio.currentTime; } // seconds
  get #ready() { return !this.#spare.error && this.#spare.readyState >= ENOUGH; }
  #swap() {
    if (this.#left > NEAR_SECONDS) this.#audio.pause(); // else it goes on to its end
    [this.#audio, this.#spare] = [this.#spare, this.#audio];
    [this.#prepared, this.#source, this.#resumeAt] = [null, 0, 0];
    this.#attempt += 1;
    this.adjust();
  }
  #fetch(source, seconds) {
    [this.#source, this.#resumeAt] = [source, seconds];
    this.#attempt += 1;
    this.adjust();
    const src = this.#sources(this.song)[source];
    return src ? (this.#audio.src = src) : this.#tell("broken");
  }
  // What this browser can play, the best first: AAC has 256 kbit/s, Opus 96.
  #sources({ src, srcOpus }) {
    const found = [[src, AAC], [srcOpus, OPUS]].filter(([one, type]) => one && this.#audio.canPlayType(type));
    return (this.#settings.saveData ? found.reverse() : found).map(([one]) => one);
  }
  #resume() { if (this.#resumeAt) [this.#audio.currentTime, this.#resumeAt] = [this.#resumeAt, 0]; }
  #moved() {
    clearTimeout(this.#timer);
    if (this.#left < PREPARE_SECONDS && this.playing) this.#tell("near");
    if (this.#left < WATCH_SECONDS) this.#timer = setTimeout(() => this.#end(), 1000 * (this.#left - LEAD_SECONDS));
    this.#tell("time");
  }
  #end() { if (this.playing && this.#prepared && this.#ready && this.#left < NEAR_SECONDS) this.#tell("over"); }

  // The signed address behind /media/ may have run out in the middle of a song: the same place is asked for
  // anew, then the other source. Without a connection that waits until there is one.
  async #failed() {
    const [at, attempt] = [this.seconds, this.#attempt];
    if ((await this.#regained()) || attempt !== this.#attempt) return false;
    const further = at > this.#retriedAt;
    if (further) this.#retriedAt = at + 1;
    return this.#fetch(further ? this.#source : this.#source + 1, at) && this.wanted && this.play();
  }
  // Browsers try for half a minute before they call it an error.
  #doubt() { setTimeout(() => { if (this.#audio.readyState < ENOUGH) this.#regained(); }, PATIENCE_MS); }
  async #regained() {
    const attempt = this.#attempt;
    if (this.wanted) this.#waiting ??= (await this.#connection).regained((name) => this.#tell(name));
    const lost = await this.#waiting;
    this.#waiting = null;
    if (lost && attempt === this.#attempt) this.again();
    return lost;
  }
  #tell(name) { return this.dispatchEvent(new Event(name)) && false; }
}
