// Tells the server which songs were listened to in the player.

import { Listening } from "./listening.js";
import { player } from "./player.js";

const listening = new Listening("site");

for (const name of ["change", "time"]) {
  player.addEventListener(name, () => {
    if (player.song) listening.tick(player.song.id, player.seconds, player.duration, player.playing);
  });
}
