// The framed player: the browser's own controls, a list of tracks that follow each other, and the common loudness.
// It stores nothing and reads nothing that is stored.

import { Listening } from "./listening.js";
import { gain } from "./sound.js";

const audio = document.querySelector("audio");
const tracks = [...document.querySelectorAll("[data-song]")];
const notice = document.querySelector("[data-broken]");
const listening = new Listening("embed");
let now = 0;

function choose(at) {
  now = at;
  const { src, srcOpus, title } = tracks[at].dataset;
  audio.src = audio.canPlayType("audio/mp4") ? src : srcOpus;
  audio.setAttribute("aria-label", title);
  show();
  audio.play();
}

function show() {
  const figure = (name) => Number.parseFloat(tracks[now].dataset[name]);
  audio.volume = gain({ loudnessLufs: figure("loudnessLufs"), truePeakDbtp: figure("truePeakDbtp") });
  notice.textContent = "";
  for (const [at, track] of tracks.entries()) track.toggleAttribute("aria-current", at === now);
}

function listen() {
  const { songId, durationMs } = tracks[now].dataset;
  listening.tick(songId, audio.currentTime, Number(durationMs) / 1000, !audio.paused);
}

if (audio) {
  show();
  for (const name of ["play", "pause", "timeupdate", "seeked"]) audio.addEventListener(name, listen);
  audio.addEventListener("ended", () => { if (now + 1 < tracks.length) choose(now + 1); });
  audio.addEventListener("error", () => { notice.textContent = notice.dataset.broken; });
  for (const [at, track] of tracks.entries()) track.addEventListener("click", () => choose(at));
}
