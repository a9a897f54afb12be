/*
 * What this browser knows of uploads that are not complete, so that they go on after a reload or another day.
 * The parts are at S3; here is only whose they are and which file they were cut from.
 *
 *   remember(action, file, grant)   resolves to the entry: the grant with name, size, modified and mark
 *   remembered(action) -> entries   oldest first, none older than a week, when the site gives them up
 *   forget(id)
 *   isSame(entry, file)             resolves to whether this is the file it was cut from
 */
const KEY = "uploads";
const KEPT_MS = 7 * 86400 * 1000;
const MARKED_BYTES = 65536; // at either end; the whole of a large file would take its time

export async function remember(action, file, grant) {
  const entry = { ...grant, action, name: file.name, size: file.size, modified: file.lastModified };
  Object.assign(entry, { mark: await mark(file), at: Date.now() });
  write([...read().filter((other) => other.id !== grant.id), entry]);
  return entry;
}

export function remembered(action) {
  return read().filter((entry) => entry.action === action);
}

export function forget(id) {
  write(read().filter((entry) => entry.id !== id));
}

export async function isSame(entry, file) {
  const alike = file.name === entry.name && file.size === entry.size && file.lastModified === entry.modified;
  return alike && (await mark(file)) === entry.mark;
}

async function mark(file) {
  const ends = new Blob([file.slice(0, MARKED_BYTES), file.slice(-MARKED_BYTES)]);
  const digest = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]").filter((entry) => Date.now() - entry.at < KEPT_MS);
  } catch {
    return []; // storage is switched off or was written by somebody else: then uploads last as long as the page
  }
}

function write(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // as above
  }
}
