// Runs inside a page for keyboard.py: notes every stop of the Tab key and says in the end what is wrong with them.
(() => {
  const NATIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], video[controls]";
  const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderTopColor", "backgroundColor", "textDecorationLine"];
  const PARTED = "audio, video, input[type=date], input[type=datetime-local], input[type=month], input[type=time]"; // several stops each
  const AT_END = 2; // px that rounding and fractions of a pixel may take

  const shown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0
    && one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height > 0;
  const root = document.querySelector("dialog:modal") ?? document.body;
  const focusable = (one) => shown(one) && !one.disabled && !one.closest("[inert], [aria-hidden=true]") && !one.matches("fieldset:disabled *");

  // Of radio buttons with one name only the chosen one is a stop, or the first.
  function represented(one) {
    if (one.type !== "radio") return true;
    const group = [...root.querySelectorAll(`input[type=radio][name="${CSS.escape(one.name)}"]`)].filter((other) => other.form === one.form);
    return one === (group.find((other) => other.checked) ?? group.find(focusable));
  }

  function name(one) {
    const words = (one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const parent = one.parentElement?.closest("[id], [class]");
    const where = parent ? `${parent.localName}${parent.id ? `#${parent.id}` : `.${parent.classList[0] ?? ""}`} ` : "";
    return `<${where}${one.localName}${one.className && typeof one.className === "string" ? `.${one.classList[0]}` : ""}> “${words}”`;
  }

  // How it looks: itself, what stands for it (a label around, the next sibling), and the boxes that may show its focus.
  function looks(one) {
    const around = [one, one.parentElement, one.closest("label, form, li"), one.nextElementSibling].filter(Boolean);
    return around.map((element) => [null, "::before", "::after"].map((pseudo) => {
      const style = getComputedStyle(element, pseudo);
      return LOOKS.map((look) => (look.startsWith("outline") && style.outlineStyle === "none" ? "" : style[look])).join();
    }).join("/")).join("|");
  }

  // What the screen has of it: not outside, not beneath something that sticks there.
  function covered(one) {
    if (one.matches(".visually-hidden, [type=file]")) return "";
    const box = one.getBoundingClientRect();
    if (box.top < -AT_END && box.height < innerHeight) return `begins ${Math.round(-box.top)} px above the screen`;
    const lines = one.matches("textarea"); // the browser shows the one with the caret
    if (!lines && box.bottom > innerHeight + AT_END && box.height < innerHeight) return `ends ${Math.round(box.bottom - innerHeight)} px below the screen`;
    if (box.left < -AT_END || box.right > innerWidth + AT_END) return "is beside the screen";
    const line = [...one.getClientRects()].find(({ width, height }) => width && height);
    const points = [0.1, 0.5, 0.9].map((part) => [line.left + line.width / 2, line.top + line.height * part]);
    for (const [x, y] of points) {
      const top = document.elementFromPoint(x, y);
      if (top && !one.contains(top) && !top.contains(one) && !top.closest("label")?.contains(one)) return `lies beneath ${name(top)}`;
    }
    return "";
  }

  // Whether a box around it that hides what overflows cuts its outline off.
  function cut(one) {
    const style = getComputedStyle(one);
    if (style.outlineStyle === "none") return "";
    const reach = Math.max(0, Number.parseFloat(style.outlineOffset) + Number.parseFloat(style.outlineWidth));
    const box = one.getBoundingClientRect();
    for (let around = one.parentElement; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY, position, display } = getComputedStyle(around);
      if (display === "contents" || (overflowX === "visible" && overflowY === "visible")) continue;
      const frame = around.getBoundingClientRect();
      const sides = [frame.top - box.top + reach, box.bottom + reach - frame.bottom, frame.left - box.left + reach, box.right + reach - frame.right];
      const worst = Math.max(...sides);
      if (worst > AT_END) return `its focus ring is cut off by ${name(around)} (${Math.round(worst)} px)`;
      if (position === "fixed") break;
    }
    return "";
  }

  document.activeElement?.blur?.();
  const expected = [...root.querySelectorAll(`${NATIVE}, [tabindex]:not([tabindex="-1"])`)].filter((one) => focusable(one) && represented(one));
  const before = new Map(expected.map((one) => [one, looks(one)]));
  const stops = [];
  const complaints = [];
  const walk = { expected: expected.length, done: false };

  function arrive() {
    const now = document.activeElement;
    const last = stops.at(-1);
    if (walk.done) return;
    const around = now === stops[0] && (stops.length > 1 || !now.matches(PARTED)); // the page's end leads to its beginning
    if (!now || now === document.body || around) walk.done = stops.length > 0;
    else if (now === last && now.matches(PARTED)) return;
    else if (now === last) { complaints.push(`${name(now)} does not let the focus go`); walk.done = true; }
    else if (stops.includes(now)) { complaints.push(`${name(now)} comes a second time: a trap`); walk.done = true; }
    else {
      stops.push(now);
      const fault = covered(now);
      if (fault) complaints.push(`${name(now)} ${fault} when focused`);
      const ring = cut(now);
      if (ring) complaints.push(`${name(now)}: ${ring}`);
      if (before.has(now) && !now.matches(":is(audio, video)") && looks(now) === before.get(now)) complaints.push(`${name(now)} looks the same with and without focus`);
    }
  }
  addEventListener("keyup", arrive, true);

  walk.end = () => {
    removeEventListener("keyup", arrive, true);
    const reached = new Set(stops);
    for (const one of expected) if (!reached.has(one) && focusable(one)) complaints.push(`${name(one)} is never reached`);
    for (const [at, one] of stops.entries()) {
      const previous = stops[at - 1];
      if (previous && previous.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING) complaints.push(`${name(one)} comes after ${name(previous)}, which follows it in the document`);
    }
    return [...new Set(complaints)];
  };
  window.keyboardWalk = walk;

  // From the beginning of the page, wherever the focus was.
  root.tabIndex = -1;
  root.focus({ preventScroll: true });
  root.removeAttribute("tabindex");
  (root === document.body ? window : root).scrollTo(0, 0);
  return expected.length;
})()
