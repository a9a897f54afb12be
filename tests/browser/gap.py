"""How long it is silent between two songs, measured in what comes out of the player's elements.

Every Audio element of the page is led through one AudioContext, whose samples a worklet hands out, one
channel for each element. A constant tone plays in both files, so silence and overlap can be counted.
"""

from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser

from tests.browser.listening import ask, wait_until

GAP_MS = 100  # far more than what is measured: a busy machine may hesitate
QUIET = 0.001
TAP = """
const context = new AudioContext();
window.captured = [[], []];
const worklet = `registerProcessor("tap", class extends AudioWorkletProcessor {
  process(inputs) {
    this.port.postMessage(inputs.map((input) => input[0] ? input[0].slice() : new Float32Array(128)));
    return true;
  }
});`;
const ready = context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: "text/javascript" })));
const Plain = window.Audio;
const elements = window.elements = [];
window.Audio = function () { const one = new Plain(); elements.push(one); return one; };
window.tap = async () => {
  await ready;
  await context.resume();
  const node = new AudioWorkletNode(context, "tap", { numberOfInputs: 2, numberOfOutputs: 1 });
  elements.forEach((one, at) => context.createMediaElementSource(one).connect(node, 0, at));
  node.connect(context.destination);
  node.port.onmessage = ({ data }) => data.forEach((block, at) => window.captured[at].push(block));
  return context.sampleRate;
};
"""
SAMPLES = "captured.map((blocks) => Array.from(blocks, (block) => Math.max(...block.map(Math.abs))))"


@dataclass(frozen=True)
class Gap:
    silence_ms: float
    overlap_ms: float
    heard_ms: float


def measure(browser: Browser, harness: str) -> Gap:
    """Plays the last second of one song and the first of the next."""
    page = browser.new_page(bypass_csp=True, service_workers="block")  # the worklet is no script of the site's
    page.add_init_script(TAP)
    page.goto(f"{harness}/release/")
    rate = page.evaluate("tap()")
    page.locator("#tracks [data-play]").first.evaluate("button => button.click()")
    wait_until(page, "player.seconds > 0.2")
    ask(page, "(player.remove(player.queue.entries[1].key), player.seek(player.duration - 20))")
    page.wait_for_function("elements[1].readyState === HTMLMediaElement.HAVE_ENOUGH_DATA")
    ask(page, "player.seek(player.duration - 1.5)")
    wait_until(page, "player.song.id === '01song2' && player.seconds > 1")
    loud = _loud(page.evaluate(SAMPLES))
    page.close()
    return _gap(loud, 128 / rate * 1000)


def _loud(blocks: list[list[float]]) -> np.ndarray:
    """For each element and block of 128 samples (2.7 ms) whether it was heard; the tone has a peak in every one."""
    length = min(map(len, blocks))
    return np.array([one[:length] for one in blocks]) > QUIET


def _gap(loud: np.ndarray, block_ms: float) -> Gap:
    either, both = loud.any(axis=0), loud.all(axis=0)
    second = np.flatnonzero(loud[1])
    begin = second[0]
    window = slice(max(0, begin - int(1000 / block_ms)), begin + int(1000 / block_ms))
    return Gap(
        silence_ms=float(_longest_run(~either[window])) * block_ms,
        overlap_ms=float(both.sum()) * block_ms,
        heard_ms=float(either[window].sum()) * block_ms,
    )


def _longest_run(flags: np.ndarray) -> int:
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
