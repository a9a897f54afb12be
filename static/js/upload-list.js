/*
 * <upload-list action="…" > around a file input, a list and a template of its rows: files that are chosen or
 * dropped go to S3 by upload-queue.js, each with its own progress and, if it fails, its own reason. Where the
 * input takes one file only, another one takes the place of what is under way.
 *
 *   action                 where a grant is asked for; also tells which uploads are shown again after a swap
 *   text-<state>           the words for waiting, sending, finishing, done, cancelled; paused with {percent}
 *   text-<failure>         the words for network, signed-out, other-file and a refusal that says nothing itself
 *   text-maintenance       the words while the site takes nothing in
 *   dragging               set by the element while files are above it
 *   inside                 input[type=file], [data-uploads] (the list), template with [data-name], progress,
 *                          [data-status], [data-cancel], [data-retry], [data-resume]; [data-maintenance];
 *                          [data-scripted] is shown, once upgraded
 *   event "upload-done"    bubbles when a file has arrived, so the tracks are asked for again
 */
import { maintenance } from "./upload-maintenance.js";
import { addUpload, uploadsOf } from "./upload-queue.js";

class UploadList extends HTMLElement {
  #ended;
  #resuming = null;
  #shown = new Set();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.querySelector("[data-scripted]").hidden = false;
    this.#list.replaceChildren();
    this.#shown.clear();
    for (const upload of uploadsOf(this.#action)) this.#show(upload);
    this.#input.addEventListener("change", () => this.#chosen(), { signal });
    this.#chosen(); // before this script was there
    maintenance.addEventListener("change", () => this.#waits(), { signal });
    this.#waits();
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
    const files = [...this.#input.files];
    this.#input.value = ""; // the same file may be chosen again
    const resuming = this.#resuming;
    this.#resuming = null;
    if (resuming && files.length) resuming.resume(files[0]);
    else this.#add(files);
  }

  #choose(upload) {
    this.#resuming = upload;
    this.#input.addEventListener("cancel", () => { this.#resuming = null; }, { once: true });
    this.#input.click();
  }

  #dragged(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.toggleAttribute("dragging", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.#add(event.dataTransfer.files);
  }

  #waits() {
    this.querySelector("[data-maintenance]").textContent = maintenance.waiting ? this.getAttribute("text-maintenance") : "";
  }

  async #add(files) {
    const taken = this.#input.multiple ? [...files] : [...files].slice(0, 1);
    if (!this.#input.multiple && taken.length) this.#makeRoomFor(taken[0]);
    for (const file of taken) {
      const upload = await addUpload(this.#action, file);
      if (!this.#shown.has(upload)) this.#show(upload);
    }
  }

  #makeRoomFor(file) {
    const others = uploadsOf(this.#action).filter((upload) => upload.name !== file.name || upload.size !== file.size);
    for (const other of others) if (other.active || other.state === "paused") other.cancel();
  }

  #show(upload) {
    this.#shown.add(upload);
    const { signal } = this.#ended;
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = upload.name;
    row.querySelector("progress").setAttribute("aria-label", upload.name);
    row.querySelector("[data-cancel]").addEventListener("click", () => upload.cancel(), { signal });
    row.querySelector("[data-retry]").addEventListener("click", () => upload.retry(), { signal });
    row.querySelector("[data-resume]").addEventListener("click", () => this.#choose(upload), { signal });
    this.#list.append(row);
    this.#update(row, upload);
    upload.addEventListener("change", () => this.#update(row, upload), { signal });
  }

  #update(row, upload) {
    const changed = row.dataset.state !== undefined && row.dataset.state !== upload.state;
    const progress = row.querySelector("progress");
    progress.max = Math.max(upload.size, 1);
    progress.value = upload.state === "done" ? progress.max : upload.sent;
    progress.hidden = !upload.active && upload.state !== "paused";
    row.querySelector("[data-cancel]").hidden = !upload.active && upload.state !== "paused";
    row.querySelector("[data-resume]").hidden = upload.state !== "paused";
    row.querySelector("[data-retry]").hidden = upload.final || !["failed", "cancelled"].includes(upload.state);
    row.dataset.state = upload.state;
    const words = upload.detail || this.getAttribute(`text-${upload.failure || upload.state}`) || "";
    const said = words.replace("{percent}", Math.floor((100 * upload.sent) / Math.max(upload.size, 1)));
    const status = row.querySelector("[data-status]");
    if (status.textContent === said) return; // a status is read aloud: only when it changes
    status.textContent = said;
    if (changed && upload.state === "done") this.dispatchEvent(new Event("upload-done", { bubbles: true }));
  }
}

customElements.define("upload-list", UploadList);
