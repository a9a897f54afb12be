// Runs inside a page for test_extremes.py: what does not fit its screen, at the width that it has now.
(() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const LEAST = 24; // CSS px: WCAG 2.5.8
  const complaints = [];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true }) && !one.closest(".visually-hidden, .skip");
  const name = (one) => `<${one.localName}${one.classList[0] ? `.${one.classList[0]}` : ""}> “${(one.getAttribute("aria-label") ?? one.innerText ?? "").trim().slice(0, 30)}”`;

  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) complaints.push(`${wide} px wide`);

  // Words that a box hides: there is an ellipsis, or another line.
  for (const box of document.querySelectorAll("#page *, music-player *")) {
    const style = getComputedStyle(box);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !box.clientWidth || !shown(box)) continue;
    if (box.matches("svg, svg *, .cover, .cover *, input") || style.clipPath !== "none") continue;
    const clamped = style.webkitLineClamp !== "none";
    if (box.scrollWidth > box.clientWidth + 1 && style.textOverflow !== "ellipsis" && !clamped) complaints.push(`${name(box)} cuts words off at its side`);
    if (box.scrollHeight > box.clientHeight + 1 && !clamped && box.innerText?.trim() && style.textOverflow !== "ellipsis") complaints.push(`${name(box)} cuts words off below`);
  }
  for (const button of document.querySelectorAll("#page :is(.button, .chip)")) {
    const { width, height } = button.getBoundingClientRect();
    if (shown(button) && height > Math.max(width, 60)) complaints.push(`${name(button)} is a column of letters`);
  }
  for (const box of document.querySelectorAll("main :is(h1, h2, p, a, button, li, dd, label)")) {
    const { left, right } = box.getBoundingClientRect();
    if (shown(box) && right > left && (left < -1 || right > innerWidth + 1)) complaints.push(`${name(box)} is beside the screen`);
  }

  // Small targets: a link within a sentence may be small, and what has room around it (WCAG 2.5.8).
  const area = (one) => {
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect()).filter(({ width }) => width);
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    return new DOMRect(left, top, Math.max(...boxes.map((box) => box.right)) - left, Math.max(...boxes.map((box) => box.bottom)) - top);
  };
  const inSentence = (one) => getComputedStyle(one).display === "inline" && [...one.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}·–—]/u.test(node.data));
  const targets = [...document.querySelectorAll(TARGETS)].filter((one) => shown(one) && one.getClientRects().length && !one.closest("[aria-hidden=true]")).map((one) => [one, area(one)]);
  const small = ([, { width, height }]) => width < LEAST - 0.5 || height < LEAST - 0.5;
  for (const [one, box] of targets.filter(small)) {
    if (inSentence(one)) continue;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const near = targets.find(([other, { left, right, top, bottom }]) => other !== one && Math.hypot(x - Math.min(Math.max(x, left), right), y - Math.min(Math.max(y, top), bottom)) < LEAST / 2);
    if (near) complaints.push(`${name(one)} is ${Math.round(box.width)} × ${Math.round(box.height)} px, next to ${name(near[0])}`);
  }
  return [...new Set(complaints)];
})()
