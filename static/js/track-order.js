// <track-order>: the songs of a release in one form. Moves them without sending the form: by grip (reorder-list.js) or
// by the buttons “up” and “down” (data-step), and numbers each disc anew. Attribute: data-moved, a sentence with
// {title}, {place}, {of}.

import { ReorderList } from "./reorder-list.js";

class TrackOrder extends ReorderList {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", (event) => this.#step(event));
    this.addEventListener("reordered", ({ detail }) => this.#renumber(detail.item));
  }

  #step(event) {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-entry]");
    const { items } = this;
    const other = items[items.indexOf(item) + Number(button.dataset.step)];
    if (!other) return;
    if (Number(button.dataset.step) < 0) other.before(item);
    else other.after(item);
    button.focus();
    this.#renumber(item);
  }

  #renumber(moved) {
    const { items } = this;
    const at = items.indexOf(moved);
    const discs = items.map((item) => field(item, "disc_number"));
    // Between songs of another disc it belongs to that one.
    const around = [discs[at - 1], discs[at + 1]].filter(Boolean).map((disc) => disc.value);
    if (around.length && !around.includes(discs[at].value)) [discs[at].value] = around;
    const counts = new Map();
    items.forEach((item, index) => {
      const number = (counts.get(discs[index].value) ?? 0) + 1;
      counts.set(discs[index].value, number);
      field(item, "track_number").value = number;
    });
    const sentence = this.dataset.moved.replace("{title}", () => moved.dataset.title);
    document.getElementById("announcer").textContent = sentence.replace("{place}", at + 1).replace("{of}", items.length);
  }
}

function field(item, name) {
  return item.querySelector(`input[name$="-${name}"]`);
}

if (!customElements.get("track-order")) customElements.define("track-order", TrackOrder);
