// <wave-form>: draws a song's loudness behind the range input inside it, which stays what is operated: by pointer,
// keys and screen reader. Without peaks the input's own track is all there is.
//
//   src      address of the peaks: {"800": [0…255], "1800": […]}, equal stretches of time
//   played   0…1, how far it has been heard
//   drawn    set by the element while there are peaks
//   --wave, --wave-played   the colours

const [BAR_PX, GAP_PX, LEAST_PX] = [2, 1, 2];
const LOUDEST = 255;

class WaveForm extends HTMLElement {
  static observedAttributes = ["src", "played"];
  #canvas = document.createElement("canvas");
  #peaks = null;
  #src = "";

  connectedCallback() {
    this.#canvas.setAttribute("aria-hidden", "true");
    this.prepend(this.#canvas);
    new ResizeObserver(() => this.#draw()).observe(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
    this.#fetch();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === "src") this.#fetch();
    else this.#draw();
  }

  async #fetch() {
    const src = this.getAttribute("src");
    if (!src || src === this.#src) return;
    this.#src = src;
    this.#take(null);
    const peaks = await peaksAt(src);
    if (src === this.#src) this.#take(peaks);
  }

  #take(peaks) {
    this.#peaks = peaks;
    this.toggleAttribute("drawn", Boolean(peaks));
    this.#draw();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this;
    if (!this.#peaks || !width) return;
    const scale = devicePixelRatio;
    if (this.#canvas.width !== Math.round(width * scale)) this.#canvas.width = Math.round(width * scale);
    if (this.#canvas.height !== Math.round(height * scale)) this.#canvas.height = Math.round(height * scale);
    const style = getComputedStyle(this);
    const context = this.#canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const bars = Math.max(1, Math.floor(width / (BAR_PX + GAP_PX)));
    const peaks = this.#peaks[bars > 800 ? "1800" : "800"];
    const played = Number(this.getAttribute("played")) * bars;
    const rtl = style.direction === "rtl";
    for (let bar = 0; bar < bars; bar += 1) {
      const loudest = Math.max(...peaks.slice(Math.floor((bar * peaks.length) / bars), Math.ceil(((bar + 1) * peaks.length) / bars)));
      const size = Math.max(LEAST_PX, (loudest / LOUDEST) * height);
      context.fillStyle = style.getPropertyValue(bar < played ? "--wave-played" : "--wave");
      const x = (rtl ? bars - 1 - bar : bar) * (BAR_PX + GAP_PX);
      context.fillRect(x, height - size, BAR_PX, size);
    }
  }
}

// Null where there are none: an older song's, or no connection.
async function peaksAt(src) {
  try {
    const response = await fetch(src);
    const peaks = response.ok ? await response.json() : null;
    return peaks?.["800"]?.length && peaks["1800"]?.length ? peaks : null;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

customElements.define("wave-form", WaveForm);
