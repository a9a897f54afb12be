// What the lock screen, headphones and media keys show of the player and ask of it.

import { player } from "./player.js";

const session = navigator.mediaSession;

function show() {
  const { song } = player;
  session.playbackState = song ? (player.playing ? "playing" : "paused") : "none";
  if (!song) session.metadata = null;
  else if (session.metadata?.title !== song.title || session.metadata?.artist !== song.artist) {
    const artwork = song.cover ? [{ src: song.cover, sizes: "300x300", type: "image/webp" }] : [];
    session.metadata = new MediaMetadata({ title: song.title, artist: song.artist, album: song.release, artwork });
  }
}

function place() {
  const { duration } = player;
  if (duration > 0) session.setPositionState({ duration, position: Math.min(player.seconds, duration), playbackRate: 1 });
}

if (session) {
  const answers = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.pause(),
    nexttrack: () => player.next(),
    previoustrack: () => player.previous(),
    seekto: ({ seekTime }) => player.seek(seekTime),
    seekbackward: ({ seekOffset }) => player.skip(-1, seekOffset),
    seekforward: ({ seekOffset }) => player.skip(1, seekOffset),
  };
  for (const [action, answer] of Object.entries(answers)) session.setActionHandler(action, answer);
  player.addEventListener("change", show);
  player.addEventListener("time", place);
  show();
}
