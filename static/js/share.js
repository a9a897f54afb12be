// Enlivens templates/catalog/share.html: the link and the code follow the second that is chosen, can be copied,
// and are handed to the system's own sharing where there is one.

import { clock, player } from "./player.js";

export function enliven(root) {
  const at = root.querySelector("[data-at]");
  if (at) begin(root, at);
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(root, button));
  }
  const share = root.querySelector("[data-share]");
  share.hidden = !navigator.share;
  share.addEventListener("click", () => hand(root.querySelector("[data-link]").value, share.dataset.share));
}

// “Start at” begins with the second that is heard, if it is this song's.
function begin(root, at) {
  at.closest("[hidden]").hidden = false;
  if (player.song?.id === at.dataset.at) at.value = clock(player.seconds);
  const box = root.querySelector("[data-begin]");
  const show = () => {
    for (const field of root.querySelectorAll("[data-plain]")) {
      const place = box.checked && at.validity.valid && at.value ? `?t=${at.value}` : "";
      field.value = field.dataset.plain.replace("{t}", place);
    }
  };
  at.addEventListener("input", () => { box.checked = true; show(); });
  box.addEventListener("change", show);
}

async function copy(root, button) {
  const field = root.querySelector(`#${button.dataset.copy}`);
  await navigator.clipboard.writeText(field.value);
  root.querySelector("[role=status]").textContent = button.dataset.copied;
}

async function hand(url, title) {
  try {
    await navigator.share({ url, title });
  } catch (error) {
    if (error.name !== "AbortError") throw error; // they thought better of it
  }
}
