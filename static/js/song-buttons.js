// The page's songs and the player. Looks at, wherever it stands in a page:
//   [data-song]        a song (see queue.js); gets aria-current while it is the player's
//   [data-song-list]   the songs that follow each other
//   [data-play]        button in a song: plays it and then its list, or pauses; aria-pressed while playing
//   [data-play-next]   button in a song: puts it next in the queue
//   [data-play-list]   button anywhere: plays the list of this id from its first song

import { player } from "./player.js";
import { songOf } from "./queue.js";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-play], [data-play-next], [data-play-list]");
  if (!button) return;
  const song = button.closest("[data-song]");
  if ("playList" in button.dataset) playList(document.getElementById(button.dataset.playList));
  else if ("playNext" in button.dataset) player.playNext(songOf(song));
  else if (song.dataset.songId === player.song?.id) player.toggle();
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
  const songs = list ? [...list.querySelectorAll("[data-song]")] : [song];
  player.start(songs.map(songOf), songs.indexOf(song));
}

function playList(list) {
  const songs = [...(list?.querySelectorAll("[data-song]") ?? [])];
  if (!songs.length) return;
  const inside = songs.some((song) => song.dataset.songId === player.song?.id);
  inside ? player.toggle() : playFrom(songs[0]);
}
