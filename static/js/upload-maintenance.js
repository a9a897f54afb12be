/*
 * While the site is maintained it answers 503 and when to ask again: then what is under way waits and goes on.
 *
 *   fetchOnceOpen(address, request)   as fetch, which is repeated until the site takes it; request.signal ends that
 *   maintenance                       an EventTarget: "change" when .waiting (how many wait) becomes or leaves 0
 */
const PAUSE_S = 5; // where no number is said
const PAUSE_MAX_S = 60;

export const maintenance = Object.assign(new EventTarget(), { waiting: 0 });

export async function fetchOnceOpen(address, request) {
  const response = await fetch(address, request);
  if (!isClosed(response)) return response;
  count(1);
  try {
    return await repeated(response, address, request);
  } finally {
    count(-1);
  }
}

async function repeated(response, address, request) {
  while (isClosed(response)) {
    const seconds = Number(response.headers.get("Retry-After")) || PAUSE_S;
    await pause(Math.min(seconds, PAUSE_MAX_S) * 1000, request.signal);
    response = await fetch(address, request);
  }
  return response;
}

const isClosed = (response) => response.status === 503 && response.headers.has("Retry-After");

function count(more) {
  const before = maintenance.waiting;
  maintenance.waiting += more;
  if (!before !== !maintenance.waiting) maintenance.dispatchEvent(new Event("change"));
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
