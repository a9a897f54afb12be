// How long a song is really listened to, and the word to the server once it is enough to count as a play.
//
// Time counts while the place in the song moves on and no faster than the clock, so a jump is no listening.
// What the server did not take waits for the next play or the connection; its id keeps it from counting twice.

const ADDRESS = "/plays/";
const ENOUGH_SECONDS = 30; // or half of a shorter song
const START_SECONDS = 1; // back here, a song that counted begins anew
const WAITING_MAX = 50;
const waiting = [];

export class Listening {
  #source;
  #song = "";
  #heard = 0; // seconds
  #counted = false;
  #last = { seconds: 0, at: 0, playing: false };

  constructor(source) { this.#source = source; }

  // To be called whenever the place in the song or what is played has changed.
  tick(song, seconds, duration, playing) {
    const at = performance.now();
    const { seconds: before, at: since, playing: played } = this.#last;
    const again = this.#counted && seconds < before && seconds < START_SECONDS;
    if (song !== this.#song || again) [this.#song, this.#heard, this.#counted] = [song, 0, false];
    else if (played) this.#heard += Math.max(0, Math.min(seconds - before, (at - since) / 1000));
    this.#last = { seconds, at, playing };
    if (!this.#counted && duration > 0 && this.#heard >= Math.min(ENOUGH_SECONDS, duration / 2)) this.#count();
  }

  #count() {
    this.#counted = true;
    waiting.push(new URLSearchParams({
      play_id: crypto.randomUUID(),
      song_id: this.#song,
      listened_ms: Math.ceil(this.#heard * 1000),
      source: this.#source,
    }));
    send();
  }
}

async function send() {
  for (const body of waiting.splice(0)) {
    const answer = await fetch(ADDRESS, { method: "POST", body, keepalive: true }).catch(() => null); // offline
    if ((!answer || answer.status >= 500) && waiting.length < WAITING_MAX) waiting.push(body);
  }
}

addEventListener("online", send);
