// One tab is heard: where music begins, the other tabs pause.

import { player } from "./player.js";

const channel = new BroadcastChannel("player");
let was = false;

function tell() {
  if (player.playing && !was) channel.postMessage("playing");
  was = player.playing;
}

channel.addEventListener("message", () => player.pause());
player.addEventListener("change", tell);
tell();
