/*
 * <upload-list action="…" > around a file input, a list and a template of its rows: files that are chosen or
 * dropped go to S3 by upload-queue.js, each with its own progress and, if it fails, its own reason.
 *
 *   action                 where a grant is asked for; also tells which uploads are shown again after a swap
 *   text-<state>           the words for waiting, sending, finishing, done, cancelled
 *   text-<failure>         the words for network, signed-out and a refusal that says nothing itself
 *   dragging               set by the element while files are above it
 *   inside                 input[type=file], [data-uploads] (the list), template with [data-name], progress,
 *                          [data-status], [data-cancel], [data-retry]; [data-scripted] is shown, once upgraded
 *   event "upload-done"    bubbles when a file has arrived, so the tracks are asked for again
 */
import { addUpload, uploadsOf } from "./upload-queue.js";

class UploadList extends HTMLElement {
  #ended;

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.querySelector("[data-scripted]").hidden = false;
    this.#list.replaceChildren();
    for (const upload of uploadsOf(this.#action)) this.#show(upload);
    this.#input.addEventListener("change", () => this.#chosen(), { signal });
    this.#chosen(); // before this script was there
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      this.addEventListener(name, (event) => this.#dragged(event), { signal });
    }
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  get #action() { return this.getAttribute("action"); }
  get #input() { return this.querySelector("input[type=file]"); }
  get #list() { return this.querySelector("[data-uploads]"); }

  #chosen() {
    this.#add(this.#input.files);
    this.#input.value = ""; // the same file may be chosen again
  }

  #dragged(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.toggleAttribute("dragging", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.#add(event.dataTransfer.files);
  }

  #add(files) {
    for (const file of files) this.#show(addUpload(this.#action, file));
  }

  #show(upload) {
    const { signal } = this.#ended;
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = upload.name;
    row.querySelector("progress").setAttribute("aria-label", upload.name);
    row.querySelector("[data-cancel]").addEventListener("click", () => upload.cancel(), { signal });
    row.querySelector("[data-retry]").addEventListener("click", () => upload.retry(), { signal });
    this.#list.append(row);
    this.#update(row, upload);
    upload.addEventListener("change", () => this.#update(row, upload), { signal });
  }

  #update(row, upload) {
    const changed = row.dataset.state !== undefined && row.dataset.state !== upload.state;
    const progress = row.querySelector("progress");
    progress.max = Math.max(upload.size, 1);
    progress.value = upload.state === "done" ? progress.max : upload.sent;
    progress.hidden = !upload.active;
    row.querySelector("[data-cancel]").hidden = !upload.active;
    row.querySelector("[data-retry]").hidden = upload.final || !["failed", "cancelled"].includes(upload.state);
    if (row.dataset.state === upload.state) return; // a status is read aloud: only when it changes
    row.dataset.state = upload.state;
    row.querySelector("[data-status]").textContent =
      upload.detail || this.getAttribute(`text-${upload.failure || upload.state}`) || "";
    if (changed && upload.state === "done") this.dispatchEvent(new Event("upload-done", { bubbles: true }));
  }
}

customElements.define("upload-list", UploadList);
