/*
 * The uploads of this browser, four parts at once over all files. They belong to this module and not to an
 * element, so swapping the page does not end them; leaving the site asks first. What a broken connection
 * stopped goes on when it is back; what an earlier page began waits for its file.
 *
 *   addUpload(action, file) -> Upload   starts one, or goes on with the one that waits for this file
 *   uploadsOf(action) -> Upload[]       in the order they were added; .state and the rest: upload.js
 */
import { remembered } from "./upload-memory.js";
import { Upload } from "./upload.js";

const lists = new Map();

export function uploadsOf(action) {
  const uploads = lists.get(action) ?? [];
  const known = new Set(uploads.map((upload) => upload.id));
  const waiting = remembered(action).filter((entry) => !known.has(entry.id)).map((entry) => new Upload(action, null, entry));
  lists.set(action, [...uploads, ...waiting]);
  return lists.get(action);
}

export async function addUpload(action, file) {
  const waiting = uploadsOf(action).filter((upload) => upload.state === "paused" && upload.name === file.name && upload.size === file.size);
  for (const upload of waiting) if (await upload.resume(file)) return upload;
  const upload = new Upload(action, file);
  lists.set(action, [...uploadsOf(action), upload]);
  upload.retry();
  return upload;
}

addEventListener("online", () => {
  for (const upload of [...lists.values()].flat()) if (upload.failure === "network") upload.retry();
});

addEventListener("beforeunload", (event) => {
  if ([...lists.values()].flat().some((upload) => upload.active)) event.preventDefault();
});
