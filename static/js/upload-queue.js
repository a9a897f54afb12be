/*
 * Sends files straight to S3 in parts, four parts at once over all files. The uploads belong to this module
 * and not to an element, so swapping the page does not end them; leaving the site asks first.
 *
 *   addUpload(action, file) -> Upload   starts one; `action` answers the grant and tells which list it is in
 *   uploadsOf(action) -> Upload[]       in the order they were added
 *   Upload                              an EventTarget: "change" whenever state, sent or detail changed
 *     .state   waiting | sending | finishing | done | failed | cancelled
 *     .sent    bytes that arrived;  .name .size of the file;  .detail  the server's words about a failure
 *     .failure network | signed-out | refused (then with a detail);  .active  .cancel()  .retry()
 *     .final   another try would fail for the same reason
 */
import { inSlot, PARTS_AT_ONCE, post, put } from "./upload-wire.js";

const TRIES = 5;
const FIRST_PAUSE_MS = 500;
const SIGNED_TOGETHER = 4;

const lists = new Map();
let granting = Promise.resolve(); // grants are asked for one after the other: tracks keep the files' order

export function uploadsOf(action) {
  return lists.get(action) ?? [];
}

export function addUpload(action, file) {
  const upload = new Upload(action, file);
  lists.set(action, [...uploadsOf(action), upload]);
  upload.retry();
  return upload;
}

addEventListener("beforeunload", (event) => {
  if ([...lists.values()].flat().some((upload) => upload.active)) event.preventDefault();
});

class Upload extends EventTarget {
  state = "waiting";
  failure = "";
  detail = "";
  final = false;
  #action;
  #file;
  #stop;
  #grant;
  #addresses;
  #sent = new Map();

  constructor(action, file) {
    super();
    this.#action = action;
    this.#file = file;
  }

  get name() { return this.#file.name; }
  get size() { return this.#file.size; }
  get sent() { return [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0); }
  get active() { return ["waiting", "sending", "finishing"].includes(this.state); }

  async retry() {
    this.#stop = new AbortController();
    this.#sent.clear();
    this.#addresses = new Map();
    this.#grant = null;
    this.#enter("waiting");
    try {
      granting = granting.catch(() => {}).then(() => this.#start());
      await granting;
      this.#enter("sending");
      const parts = await this.#sendParts();
      this.#enter("finishing");
      await this.#patiently(() => post(this.#grant.completion_url, { parts }, this.#stop.signal));
      this.#enter("done");
    } catch (error) {
      if (this.state === "cancelled") return;
      this.#end("failed", error);
    }
  }

  cancel() {
    this.#end("cancelled");
  }

  #end(state, error) {
    this.#enter(state, error);
    this.#stop.abort(error);
    if (this.#grant) post(this.#grant.cancellation_url, {}).catch(() => {}); // S3 forgets it within a day anyway
  }

  async #start() {
    const { name, size, type } = this.#file;
    const said = { filename: name, size_bytes: size, content_type: type };
    this.#grant = await this.#patiently(() => post(this.#action, said, this.#stop.signal));
  }

  async #sendParts() {
    const numbers = Array.from({ length: this.#grant.part_count }, (_, index) => index + 1);
    const parts = [];
    const lane = async () => {
      for (let number = numbers.shift(); number; number = numbers.shift()) {
        parts.push({ number, etag: await inSlot(() => this.#patiently(() => this.#sendPart(number))) });
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
    return parts.sort((one, other) => one.number - other.number);
  }

  async #sendPart(number) {
    const address = await this.#address(number);
    this.#addresses.delete(number); // another try gets a new one: this one may have ended
    const blob = this.#file.slice((number - 1) * this.#grant.part_bytes, number * this.#grant.part_bytes);
    return put(address, blob, this.#stop.signal, (bytes) => {
      this.#sent.set(number, bytes);
      this.dispatchEvent(new Event("change"));
    });
  }

  async #address(number) {
    if (!this.#addresses.has(number)) {
      const last = Math.min(number + SIGNED_TOGETHER - 1, this.#grant.part_count);
      const numbers = Array.from({ length: last - number + 1 }, (_, index) => number + index);
      const { urls } = await post(`${this.#grant.parts_url}?numbers=${numbers}`, {}, this.#stop.signal);
      for (const each of numbers) this.#addresses.set(each, urls[each]);
    }
    return this.#addresses.get(number);
  }

  async #patiently(work) {
    for (let tried = 1; ; tried += 1) {
      try {
        this.#stop.signal.throwIfAborted();
        return await work();
      } catch (error) {
        if (this.#stop.signal.aborted || error.final || tried === TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tried * (0.5 + Math.random())));
      }
    }
  }

  #enter(state, error) {
    this.state = state;
    this.failure = error ? (error.kind ?? "network") : "";
    this.detail = error?.detail ?? "";
    this.final = this.failure === "refused" && error.final;
    this.dispatchEvent(new Event("change"));
  }
}
