// Whether the site can be reached, for a player that must not take a lost connection for a broken song.

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const PATIENCE_MS = 5000;

// Whether it was lost; settles when it is back. Says "lost" and "found" between.
export async function regained(tell) {
  if (await reachable()) return false;
  tell("lost");
  await back();
  tell("found");
  return true;
}

async function reachable() {
  if (!navigator.onLine) return false;
  try {
    await fetch("/health/", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return true; // whatever it answers, it answers
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

// The site is asked as soon as the browser is online, and now and then, ever less often.
async function back() {
  for (let pause = FIRST_PAUSE_MS; !(await reachable()); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }
}
