/*
 * One file on its way to S3 in parts; what has arrived is never sent again.
 *
 *   new Upload(action, file)           `action` answers the grant
 *   new Upload(action, null, entry)    of upload-memory.js: paused until resume(file)
 *   Upload                             an EventTarget: "change" whenever state, sent or detail changed
 *     .state   waiting | sending | finishing | done | failed | cancelled | paused
 *     .sent    bytes that arrived;  .name .size of the file;  .detail  the server's words about a failure
 *     .failure network | signed-out | refused (then with a detail) | other-file;  .final  another try cannot help
 *     .active  .cancel()  .retry()  .resume(file) resolves to whether it is the same file
 */
import { forget, isSame, remember } from "./upload-memory.js";
import { ask, Failure, inLanes, inTurn, patiently, post, put, SignedParts } from "./upload-wire.js";

export class Upload extends EventTarget {
  state = "waiting";
  failure = "";
  detail = "";
  final = false;
  #action;
  #file;
  #stop = new AbortController();
  #entry;
  #addresses = new SignedParts();
  #sent = new Map();
  #etags = new Map();

  constructor(action, file, entry = null) {
    super();
    this.#action = action;
    this.#file = file;
    this.#entry = entry;
    if (entry) this.#look();
  }

  get id() { return this.#entry?.id; }
  get name() { return (this.#file ?? this.#entry).name; }
  get size() { return (this.#file ?? this.#entry).size; }
  get sent() { return [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0); }
  get active() { return ["waiting", "sending", "finishing"].includes(this.state); }

  async resume(file) {
    const same = await isSame(this.#entry, file);
    if (!same) return this.#enter("paused", new Failure("other-file")), false;
    this.#file = file;
    this.retry();
    return true;
  }

  async retry() {
    this.#stop = new AbortController();
    this.#addresses = new SignedParts();
    this.#enter("waiting");
    try {
      if (this.#entry) await this.#arrived();
      if (!this.#entry) await inTurn(() => this.#start());
      this.#enter("sending");
      await this.#sendParts();
      this.#enter("finishing");
      const parts = [...this.#etags].map(([number, etag]) => ({ number, etag })).sort((one, other) => one.number - other.number);
      await this.#patiently(() => post(this.#entry.completion_url, { parts }, this.#stop.signal));
      forget(this.id);
      this.#enter("done");
    } catch (error) {
      if (this.state !== "cancelled") this.#fail(error);
    }
  }

  cancel() {
    this.#enter("cancelled");
    this.#stop.abort();
    this.#giveUp();
  }

  #fail(error) {
    this.#enter("failed", error);
    this.#stop.abort(error);
    if (this.failure === "refused") this.#giveUp(); // what the connection broke may go on
  }

  #giveUp() {
    if (!this.#entry) return;
    forget(this.id);
    post(this.#entry.cancellation_url, {}).catch(() => {}); // the site gives it up by itself after a week
    this.#entry = null;
    this.#sent.clear();
    this.#etags.clear();
  }

  async #start() {
    const { name, size, type } = this.#file;
    const said = { filename: name, size_bytes: size, content_type: type };
    const grant = await this.#patiently(() => post(this.#action, said, this.#stop.signal));
    this.#entry = await remember(this.#action, this.#file, grant);
  }

  async #look() {
    this.state = "paused";
    await this.#arrived().catch(() => {}); // only the figure is missing then
    if (this.#entry) this.#enter("paused");
    else this.#enter("cancelled");
  }

  async #arrived() {
    const found = await this.#patiently(() => ask(this.#entry.arrival_url, this.#stop.signal));
    this.#sent.clear();
    this.#etags = new Map(found.parts.map(({ number, etag }) => [number, etag]));
    for (const number of this.#etags.keys()) this.#sent.set(number, this.#part(number).end - this.#part(number).start);
    if (found.state !== "started") {
      forget(this.id); // given up, or complete long ago: a new one begins
      this.#entry = null;
    }
  }

  #part(number) {
    const start = (number - 1) * this.#entry.part_bytes;
    return { start, end: Math.min(start + this.#entry.part_bytes, this.size) };
  }

  async #sendParts() {
    const numbers = Array.from({ length: this.#entry.part_count }, (_, index) => index + 1).filter((number) => !this.#etags.has(number));
    await inLanes(numbers, async (number) => {
      this.#etags.set(number, await this.#patiently(() => this.#sendPart(number)));
    });
  }

  async #sendPart(number) {
    const address = await this.#addresses.address(this.#entry, number, this.#stop.signal);
    const { start, end } = this.#part(number);
    return put(address, this.#file.slice(start, end), this.#stop.signal, (bytes) => {
      this.#sent.set(number, bytes);
      this.dispatchEvent(new Event("change"));
    });
  }

  #patiently(work) {
    return patiently(work, this.#stop.signal);
  }

  #enter(state, error) {
    this.state = state;
    this.failure = error ? (error.kind ?? "network") : "";
    this.detail = error?.detail ?? "";
    this.final = this.failure === "refused" && error.final;
    this.dispatchEvent(new Event("change"));
  }
}
