/*
 * <upload-picture action="…"> around a form that works without it: a picture that is chosen goes straight to S3.
 *
 *   sendPicture(action, file, progressed)  resolves to the grant once it has arrived; fails with a Failure
 *   action       where a grant is asked for;  text-failed  the words for a failure that says nothing itself
 *   inside       [data-scripted] with input[type=file], canvas (the preview), progress, [data-status];
 *                [data-plain], hidden once upgraded. Then the page's part that shows the cover is asked for
 */
import { post, send } from "./upload-wire.js";

const PREVIEW_PX = 256;

export async function sendPicture(action, file, progressed = () => {}) {
  const grant = await post(action, { filename: file.name, size_bytes: file.size, content_type: file.type });
  const form = new FormData();
  for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
  form.append("file", file);
  await send(grant.url, form, progressed);
  await post(grant.completion_url, {});
  return grant;
}

class UploadPicture extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-scripted]").hidden = false;
    this.querySelector("[data-plain]").hidden = true;
    const input = this.querySelector("input[type=file]");
    input.onchange = () => input.files[0] && this.#take(input.files[0]);
  }

  async #take(file) {
    const progress = this.querySelector("progress");
    const status = this.querySelector("[data-status]");
    status.textContent = "";
    progress.hidden = false;
    this.#preview(file);
    try {
      const grant = await sendPicture(this.getAttribute("action"), file, (bytes) => { progress.value = bytes / file.size; });
      window.htmx.ajax("GET", grant.state_url, { target: "#cover", swap: "innerHTML" });
    } catch (error) {
      status.textContent = error.detail || this.getAttribute("text-failed");
    } finally {
      progress.hidden = true;
    }
  }

  async #preview(file) {
    const canvas = this.querySelector("canvas");
    const image = await createImageBitmap(file).catch(() => null); // the site says what is wrong with it
    if (!image) return;
    const side = Math.min(image.width, image.height);
    Object.assign(canvas, { width: PREVIEW_PX, height: PREVIEW_PX, hidden: false });
    const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
    canvas.getContext("2d").drawImage(image, left, top, side, side, 0, 0, PREVIEW_PX, PREVIEW_PX);
  }
}

customElements.define("upload-picture", UploadPicture);
