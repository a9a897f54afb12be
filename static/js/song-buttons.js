// The page's songs and the player. Looks at, wherever it stands in a page:
//   [data-song]        a song (see songOf); gets aria-current while it is the player's
//   [data-song-list]   the songs that follow each other; with [data-album] they are a release's, equally loud
//   [data-start]       on a song: the second at which it begins, or else what the address says after #t=
//   [data-play]        button in a song: plays it and then its list, or pauses; aria-pressed while playing
//   [data-play-next]   button in a song: puts it next in the queue
//   [data-play-list]   button anywhere: plays the list of this id from its first song

import { player } from "./player.js";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-play], [data-play-next], [data-play-list]");
  if (!button) return;
  const song = button.closest("[data-song]");
  if ("playList" in button.dataset) playList(document.getElementById(button.dataset.playList));
  else if ("playNext" in button.dataset) player.playNext(songOf(song));
  else if (song.dataset.songId === player.song?.id && (player.playing || !startOf(song))) player.toggle();
  else playFrom(song);
});

player.addEventListener("change", () => mark());
mark();

// Shows in the page (or a part of it) which song is the player's. Called again after every exchange of the page.
export function mark(root = document) {
  const id = player.song?.id;
  for (const song of root.querySelectorAll("[data-song]")) {
    const current = song.dataset.songId === id;
    const playing = current && player.playing;
    current ? song.setAttribute("aria-current", "true") : song.removeAttribute("aria-current");
    for (const button of song.querySelectorAll("[data-play]")) press(button, playing);
  }
}

// A button of two states: the symbol changes with aria-pressed, its name stays.
export function press(button, playing) {
  button.setAttribute("aria-pressed", playing);
  symbol(button, playing ? "pause" : "play");
}

export function symbol(button, name) {
  const use = button.querySelector("use");
  const href = use.getAttribute("href").replace(/#.*/, `#${name}`);
  if (use.getAttribute("href") !== href) use.setAttribute("href", href);
}

function playFrom(song) {
  const list = song.closest("[data-song-list]");
  const elements = list ? [...list.querySelectorAll("[data-song]")] : [song];
  const songs = elements.map(songOf);
  const album = list && "album" in list.dataset ? loudnessOf(songs) : null;
  player.start(album ? songs.map((one) => ({ ...one, album })) : songs, elements.indexOf(song), startOf(song));
}

function playList(list) {
  const songs = [...(list?.querySelectorAll("[data-song]") ?? [])];
  if (!songs.length) return;
  const inside = songs.some((song) => song.dataset.songId === player.song?.id);
  const first = player.queue.shuffled ? Math.floor(Math.random() * songs.length) : 0;
  inside ? player.toggle() : playFrom(songs[first]);
}

// Sources, words and figures; a figure that is unknown is NaN.
function songOf({ dataset }) {
  const { songId: id, src, srcOpus, title, artist, release = "", cover, url, artistUrl } = dataset;
  const [durationMs, loudnessLufs, truePeakDbtp] = ["durationMs", "loudnessLufs", "truePeakDbtp"].map((name) => Number.parseFloat(dataset[name]));
  return { id, src, srcOpus, title, artist, release, cover, url, artistUrl, durationMs, loudnessLufs, truePeakDbtp };
}

// Of a release as a whole: the mean energy of its songs by their length, and the highest peak.
export function loudnessOf(songs) {
  const known = songs.filter(({ loudnessLufs, durationMs }) => Number.isFinite(loudnessLufs) && durationMs > 0);
  const total = (of) => known.reduce((sum, song) => sum + of(song), 0);
  const energy = total((song) => song.durationMs * 10 ** (song.loudnessLufs / 10)) / total((song) => song.durationMs);
  const peaks = songs.map((song) => song.truePeakDbtp).filter(Number.isFinite);
  return { loudnessLufs: 10 * Math.log10(energy), truePeakDbtp: peaks.length ? Math.max(...peaks) : NaN };
}

// 83, 1:23 and 1:02:03 are places; anything else is the beginning.
function startOf({ dataset: { start } }) {
  if (start === undefined) return 0;
  const text = start || location.hash.replace("#t=", "");
  return /^\d{1,6}(:\d{1,2}){0,2}$/.test(text) ? text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) : 0;
}
