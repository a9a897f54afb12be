/*
 * What an upload says over the wire: JSON to the site, bytes to S3. Both fail with a Failure.
 *
 *   post(address, body, signal)             -> the JSON answered; `detail` of a problem (RFC 9457) is translated
 *   ask(address, signal)                    -> the JSON of a GET
 *   put(address, blob, signal, progressed)  -> the ETag; progressed(bytes) while they leave
 *   send(address, form, progressed)         a form with its file to S3
 *   inSlot(work)                            -> what work() answers, PARTS_AT_ONCE of them over all files
 *   inTurn(work)                            -> as inSlot, one after the other: tracks keep the files' order
 *   inLanes(numbers, work)                  work(number) of each, PARTS_AT_ONCE of this file
 *   new SignedParts()  .address(entry, number, signal): where S3 takes a part, once: another try gets a new one
 *   patiently(work, signal)                 -> what work() answers, tried again while that may help
 *   Failure  .kind network | signed-out | refused;  .detail;  .final: another try cannot help
 */
import { fetchOnceOpen } from "./upload-maintenance.js";

export const PARTS_AT_ONCE = 4;

const SIGNED_TOGETHER = 4;
const TRIES = 5;
const FIRST_PAUSE_MS = 500;
const waiting = [];
let turn = Promise.resolve();
let free = PARTS_AT_ONCE;

export class Failure extends Error {
  constructor(kind, detail = "", final = true) {
    super(detail || kind);
    Object.assign(this, { kind, detail, final });
  }
}

export function post(address, body, signal) {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  return answered(address, { method: "POST", headers, body: JSON.stringify(body), signal });
}

export function ask(address, signal) {
  return answered(address, { headers: { Accept: "application/json" }, signal });
}

async function answered(address, request) {
  const response = await fetchOnceOpen(address, request);
  const json = (response.headers.get("Content-Type") ?? "").includes("json");
  if (response.redirected || response.status === 401 || (response.status === 403 && !json)) throw new Failure("signed-out");
  if (response.ok) return json ? response.json() : {};
  const problem = json ? await response.json() : {};
  throw new Failure("refused", problem.detail, response.status < 500 && response.status !== 429);
}

export async function put(address, blob, signal, progressed) {
  const request = await sent("PUT", address, blob, progressed, signal);
  return request.getResponseHeader("ETag");
}

export async function send(address, form, progressed) {
  await sent("POST", address, form, progressed);
}

function sent(method, address, body, progressed, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing about what was sent
    request.upload.onprogress = (event) => progressed(event.loaded);
    request.onload = () => (request.status < 300 ? resolve(request) : reject(new Failure("network", "", false)));
    request.onerror = () => reject(new Failure("network", "", false));
    request.onabort = () => reject(signal.reason);
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.open(method, address);
    request.send(body);
  });
}

export async function inSlot(work) {
  if (free === 0) await new Promise((resolve) => waiting.push(resolve));
  else free -= 1;
  try {
    return await work();
  } finally {
    if (waiting.length) waiting.shift()();
    else free += 1;
  }
}

export async function inLanes(numbers, work) {
  const lane = async () => {
    for (let number = numbers.shift(); number; number = numbers.shift()) await inSlot(() => work(number));
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
}

export class SignedParts {
  #addresses = new Map();

  async address(entry, number, signal) {
    if (!this.#addresses.has(number)) {
      const last = Math.min(number + SIGNED_TOGETHER - 1, entry.part_count);
      const numbers = Array.from({ length: last - number + 1 }, (_, index) => number + index);
      const { urls } = await post(`${entry.parts_url}?numbers=${numbers}`, {}, signal);
      for (const each of numbers) this.#addresses.set(each, urls[each]);
    }
    const address = this.#addresses.get(number);
    this.#addresses.delete(number); // it may have ended by the next try
    return address;
  }
}

export function inTurn(work) {
  turn = turn.catch(() => {}).then(work);
  return turn;
}

export async function patiently(work, signal) {
  for (let tried = 1; ; tried += 1) {
    try {
      signal.throwIfAborted();
      return await work();
    } catch (error) {
      if (signal.aborted || error.final || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tried * (0.5 + Math.random())));
    }
  }
}
