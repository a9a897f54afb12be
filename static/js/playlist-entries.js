// <playlist-entries>: the songs of one's own playlist. Sends each move to the address of the song's grip, one after
// the other. Attributes: data-moved (a sentence with {title}, {place}, {of}), data-failed (when nothing answered).

import { ReorderList } from "./reorder-list.js";

class PlaylistEntries extends ReorderList {
  #last = Promise.resolve();

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("reordered", ({ detail }) => { this.#last = this.#last.then(() => this.#send(detail)); });
  }

  async #send({ item, after, before, place, of, undo }) {
    const sentence = await this.#refusal(item.querySelector("[data-grip]").href, { after, before });
    if (sentence) undo();
    const moved = this.dataset.moved.replace("{title}", () => item.dataset.title ?? "").replace("{place}", place).replace("{of}", of);
    document.getElementById("announcer").textContent = sentence || moved;
    const note = Object.assign(document.createElement("p"), { className: "note error", textContent: sentence });
    document.getElementById("notes").replaceChildren(...(sentence ? [note] : []));
  }

  // Why it was not moved, "" when it was.
  async #refusal(address, place) {
    const token = document.querySelector("#entry-form [name=csrfmiddlewaretoken]").value;
    try {
      const body = new URLSearchParams({ ...place, csrfmiddlewaretoken: token });
      const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.ok) return "";
      const problem = answer.headers.get("Content-Type")?.startsWith("application/problem+json") ? await answer.json() : {};
      return problem.detail ?? this.dataset.failed;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no connection
      return this.dataset.failed;
    }
  }
}

if (!customElements.get("playlist-entries")) customElements.define("playlist-entries", PlaylistEntries);
