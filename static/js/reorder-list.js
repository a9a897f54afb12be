// <reorder-list>, and what other lists extend: a list whose items ([data-entry]) people move by their grips ([data-grip]), by dragging or by keyboard.
//
// Arrow keys move one place, Home and End to the ends; Escape while dragging puts it back. A grip may be a link or a
// button: a plain click still is one. After a move it sends "reordered" with {item, after, before, place, of, undo}:
// the ids of its neighbours ("" at an end), its place from 1, and what puts it back.

const SLACK_PX = 4; // less is a click

export class ReorderList extends HTMLElement {
  #drag = null; // {item, next, y, moved, heard}: `next` is what it stood before

  connectedCallback() {
    this.addEventListener("pointerdown", (event) => this.#take(event));
    this.addEventListener("dragstart", (event) => { if (event.target.closest("[data-grip]")) event.preventDefault(); });
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  get items() { return [...this.querySelectorAll("[data-entry]")]; }

  #take(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    const item = grip.closest("[data-entry]");
    const heard = new AbortController(); // the pointer may leave the list, and an item that is moved loses a capture
    const answers = [["pointermove", (one) => this.#pull(one)], ["pointerup", () => this.#drop()], ["pointercancel", () => this.#putBack()]];
    for (const [name, answer] of answers) document.addEventListener(name, answer, { signal: heard.signal });
    this.#drag = { item, next: item.nextElementSibling, y: event.clientY, moved: false, heard };
  }

  #pull({ clientY }) {
    const drag = this.#drag;
    if (!drag || (!drag.moved && Math.abs(clientY - drag.y) < SLACK_PX)) return;
    drag.moved = true;
    drag.item.classList.add("dragged");
    const below = this.items.find((one) => one !== drag.item && clientY < middle(one)) ?? null;
    if (below !== drag.item.nextElementSibling) drag.item.parentElement.insertBefore(drag.item, below);
  }

  #drop() {
    const drag = this.#end();
    if (!drag?.moved) return;
    // The click that ends a drag is none.
    const swallow = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, true));
    if (drag.next !== drag.item.nextElementSibling) this.#tell(drag.item, drag.next);
  }

  #putBack() {
    const drag = this.#end();
    drag?.item.parentElement.insertBefore(drag.item, drag.next);
  }

  #end() {
    const drag = this.#drag;
    this.#drag = null;
    drag?.heard.abort();
    drag?.item.classList.remove("dragged");
    return drag;
  }

  #key(event) {
    if (event.key === "Escape") return this.#putBack();
    const item = event.target.closest("[data-grip]")?.closest("[data-entry]");
    const { items } = this;
    const at = items.indexOf(item);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return undefined;
    event.preventDefault();
    if (to < 0 || to >= items.length || to === at) return undefined;
    const next = item.nextElementSibling;
    if (to < at) items[to].before(item);
    else items[to].after(item);
    event.target.focus(); // which was lost on the way
    return this.#tell(item, next);
  }

  #tell(item, next) {
    const { items } = this;
    const at = items.indexOf(item);
    const undo = () => next?.isConnected ? next.before(item) : item.parentElement.append(item);
    const detail = { item, after: items[at - 1]?.dataset.entry ?? "", before: items[at + 1]?.dataset.entry ?? "", place: at + 1, of: items.length, undo };
    this.dispatchEvent(new CustomEvent("reordered", { detail, bubbles: true }));
  }
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

if (!customElements.get("reorder-list")) customElements.define("reorder-list", ReorderList);
