/*
 * <upload-folder action="…"> around inputs of files and folders: what is chosen or dropped becomes a release at
 * once. Its songs are sent by upload-queue.js, a picture named cover, folder or front by upload-picture.js.
 *
 *   action        where the release is made;  text-empty  the words for a folder without songs
 *   extensions    of songs, with commas;  name  of a release of loose files
 *   dragging      set by the element while files are above it
 *   inside        input[type=file]…, [data-status];  [data-scripted] is shown, once upgraded
 */
import { sendPicture } from "./upload-picture.js";
import { addUpload } from "./upload-queue.js";
import { post } from "./upload-wire.js";

const COVER = /^(cover|folder|front)\.(jpe?g|png|webp)$/i;
const pathOf = (file) => file.path || file.webkitRelativePath || file.name;

class UploadFolder extends HTMLElement {
  #ended;

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.querySelector("[data-scripted]").hidden = false;
    for (const input of this.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.#take([...input.files]), { signal });
    }
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      this.addEventListener(name, (event) => this.#dragged(event), { signal });
    }
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  async #dragged(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.toggleAttribute("dragging", event.type === "dragenter" || event.type === "dragover");
    if (event.type !== "drop") return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    this.#take((await Promise.all(entries.map(filesOf))).flat());
  }

  async #take(files) {
    const endings = this.getAttribute("extensions").split(",");
    const songs = files.filter((file) => endings.some((ending) => file.name.toLowerCase().endsWith(ending)));
    if (!songs.length) return this.#say(this.getAttribute("text-empty"));
    songs.sort((one, other) => pathOf(one).localeCompare(pathOf(other), undefined, { numeric: true }));
    const [folder, inside] = pathOf(songs[0]).split("/");
    try {
      const said = { folder: inside ? folder : this.getAttribute("name"), songs: songs.length };
      const release = await post(this.getAttribute("action"), said);
      for (const song of songs) await addUpload(release.uploads_url, song);
      const cover = files.find((file) => COVER.test(file.name));
      const sent = cover && (await sendPicture(release.covers_url, cover).catch(() => null)); // its page offers it again
      this.#go(sent ? `${release.page_url}?cover=${sent.id}` : release.page_url);
    } catch (error) {
      this.#say(error.detail || this.getAttribute("text-failed"));
    }
  }

  #go(address) {
    const link = Object.assign(document.createElement("a"), { href: address, hidden: true });
    this.append(link);
    window.htmx?.process(link);
    link.click(); // boosted: the uploads go on
  }

  #say(words) {
    this.querySelector("[data-status]").textContent = words;
  }
}

async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [Object.assign(file, { path: entry.fullPath.slice(1) })];
  }
  const reader = entry.createReader();
  const found = [];
  for (let some; !some || some.length; ) {
    some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    found.push(...some);
  }
  return (await Promise.all(found.map(filesOf))).flat();
}

customElements.define("upload-folder", UploadFolder);
