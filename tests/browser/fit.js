// What does not fit on the page: a list of sentences. Used by fit.py.
() => {
  const SMALLEST = 24; // CSS pixels, WCAG 2.5.8
  const complaints = new Set();
  const styles = new Map(); // the page does not change meanwhile
  const style = (element) => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  const ancestors = function* (element) {
    for (; element && element !== document.documentElement; element = element.parentElement) yield element;
  };
  const hiddenFromEyes = (element) => [...ancestors(element)].some((one) => style(one).clipPath.startsWith("inset(50%"));
  const visible = (element) =>
    element.checkVisibility({ checkVisibilityCSS: true, opacityProperty: true }) && !hiddenFromEyes(element);
  const name = (element) => {
    const words = (element.innerText || element.getAttribute("aria-label") || element.name || "").trim();
    const kind = element.localName + (element.classList.length ? "." + [...element.classList].join(".") : "");
    return `${kind} “${words.replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const cutsWithASign = (box) => box.textOverflow === "ellipsis" || box.webkitLineClamp !== "none";
  const scrolls = (box, axis) => ["auto", "scroll"].includes(axis === "x" ? box.overflowX : box.overflowY);

  if (document.documentElement.scrollWidth > innerWidth)
    complaints.add(`${document.documentElement.scrollWidth} px wide on ${innerWidth}`);

  // Text: within every box that cuts, and within its own.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !visible(parent) || parent.closest("svg, noscript, template, option")) continue;
    range.selectNodeContents(texts.currentNode);
    const painted = range.getBoundingClientRect();
    if (painted.width === 0) continue;
    if (!sign(parent, painted)) complaints.add(`cut off: ${name(parent)}`);
  }

  /** Whether the text is inside all that cuts it, or is cut with an ellipsis, or can be scrolled to. */
  function sign(parent, painted) {
    for (const one of ancestors(parent)) {
      const box = style(one);
      const frame = one.getBoundingClientRect();
      const wide = painted.right > frame.right + 1.5 || painted.left < frame.left - 1.5;
      const high = painted.bottom > frame.bottom + 4 || painted.top < frame.top - 4;
      if (cutsWithASign(box)) return true;
      if ((wide && scrolls(box, "x")) || (high && scrolls(box, "y"))) return true;
      if (wide && (box.overflowX !== "visible" || (one === parent && box.display !== "inline"))) return false;
      if (high && box.overflowY !== "visible") return false;
      if (box.position === "fixed") return true;
    }
    return painted.left >= -1 && painted.right <= innerWidth + 1;
  }

  // Fields show an ellipsis, too, where what is in them is longer.
  for (const field of document.querySelectorAll("main :is(input:not([type=hidden]), select)"))
    if (visible(field) && field.scrollWidth > field.clientWidth + 1 && style(field).textOverflow !== "ellipsis")
      complaints.add(`cut off: ${name(field)}`);

  // What a finger must hit; a link within a sentence is as high as its line.
  const inSentence = (element) =>
    style(element).display === "inline" &&
    [...element.parentElement.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(one.data));
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
  for (const target of document.querySelectorAll(targets)) {
    if (!visible(target) || target.disabled || inSentence(target)) continue;
    const { width, height } = target.getBoundingClientRect();
    if (width && Math.min(width, height) < SMALLEST - 0.5)
      complaints.add(`${Math.round(width)} × ${Math.round(height)} px only: ${name(target)}`);
  }
  return [...complaints];
}
