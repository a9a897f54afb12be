// What the keys do (those of KEYS in music-player.js); which they are is said by the page /help/keys/.

import { open } from "./page-dialog.js";
import { player } from "./player.js";
import { REPEATS } from "./queue.js";

const element = document.querySelector("music-player");
const acts = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  j: () => player.skip(-1),
  l: () => player.skip(1),
  ArrowLeft: () => player.skip(-1, 5),
  ArrowRight: () => player.skip(1, 5),
  m: () => player.mute(),
  n: () => player.next(),
  p: () => player.previous(),
  q: () => element.unfold(),
  r: () => player.repeat(REPEATS[(REPEATS.indexOf(player.queue.repeat) + 1) % REPEATS.length]),
  s: () => player.shuffle(!player.queue.shuffled),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => open("/help/keys/"),
};

export function press(key) {
  if (player.song || key === "/" || key === "?") acts[key]();
}
