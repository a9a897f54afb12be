"""What a recording sounds like, in eight numbers a second: the same after re-encoding and trimming.

After Haitsma and Kalker (2002): the sound is cut into overlapping frames and each into 33 bands; a bit says
whether the step from one band to the next has grown since a second before. What hearing keeps, coders keep:
of two encodings of a recording few bits differ, of two recordings about half.
"""

from dataclasses import dataclass
from typing import Any

import av
import numpy as np

RATE_HZ = 11_025
FRAME = 4096  # samples, 0.37 s
HOP = 1365  # samples, 0.124 s
LONGEST_S = 300  # of the beginning; what follows is not looked at, so that memory and items stay small
BANDS = 33
LOWEST_HZ, HIGHEST_HZ = 200.0, 3800.0  # what the poorest encodings keep
SMOOTH = 6  # frames; a copy that is trimmed has its frames elsewhere
STEP = 8  # frames between what is compared, 1 s
SILENCE = 1e-7  # of a full-scale sine's energy in a band
UNSURE = 4  # bits of a word that decide how sure it is
KEYS = 64  # words by which a song is found
OVERLAP = 80  # words, 10 s, that two songs must have side by side
SHORTEST = 40
SAME = 0.25  # of difference(): as measured by tests/bench/bench_fingerprint.py


class Fingerprint:
    """Collects a song's blocks; `finish` tells its print."""

    def __init__(self) -> None:
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        self._parts: list[Any] = []
        self._room = LONGEST_S * RATE_HZ

    def take(self, block: Any) -> None:
        if self._room <= 0:
            return
        for frame in self._resampler.resample(block):
            sound = frame.to_ndarray().ravel()[: self._room].astype(np.float16)
            self._parts.append(sound)
            self._room -= len(sound)

    def finish(self) -> "Print":
        return print_of(np.concatenate(self._parts) if self._parts else np.zeros(0, np.float16))


@dataclass(frozen=True)
class Print:
    """The words of a song in their order, as bytes, and those by which it is found."""

    words: bytes = b""
    keys: tuple[int, ...] = ()


def print_of(sound: Any) -> Print:
    """Of a mono sound at RATE_HZ; empty below some two seconds and for silence."""
    bands = _bands(np.nan_to_num(sound.astype(np.float32)))
    if len(bands) <= STEP + SMOOTH:
        return Print()
    summed = np.cumsum(bands, axis=0)
    level = np.log(summed[SMOOTH:] - summed[:-SMOOTH] + SILENCE)
    steps = level[:, :-1] - level[:, 1:]
    grown = steps[STEP:] - steps[:-STEP]
    words = ((grown > 0) << np.arange(BANDS - 1, dtype=np.uint32)).sum(axis=1, dtype=np.uint32)
    # A copy has the surest words unchanged: even the bits that could most easily turn are far from it.
    sure = np.sort(np.abs(grown), axis=1)[:, :UNSURE].sum(axis=1)
    surest = words[np.argsort(-sure, kind="stable")][: np.count_nonzero(sure)]
    return Print(words.astype("<u4").tobytes(), tuple(list(dict.fromkeys(surest.tolist()))[:KEYS]))


def difference(one: bytes, other: bytes) -> float:
    """The share of bits that differ where two prints fit best: 0 for the same sound, about 0.45 for any two songs.

    Where less than OVERLAP words lie side by side nothing is compared: 1.0.
    """
    words, others = np.frombuffer(one, "<u4"), np.frombuffer(other, "<u4")
    least, best = 1.0, min(OVERLAP, len(words), len(others))
    if best < SHORTEST:
        return least
    for offset in range(best - len(others), len(words) - best + 1):
        start, end = max(0, offset), min(len(words), offset + len(others))
        apart = np.bitwise_count(words[start:end] ^ others[start - offset : end - offset])
        least = min(least, float(apart.mean()) / 32)
    return least


def _bands(sound: Any) -> Any:
    """Energy of each frame in each band."""
    count = max(0, (len(sound) - FRAME) // HOP + 1)
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1) * FRAME / RATE_HZ
    starts = np.round(edges).astype(int)
    window = np.hanning(FRAME).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP] if count else np.zeros((0, FRAME))
    bands = np.zeros((count, BANDS))
    for start in range(0, count, 128):
        spectrum = np.abs(np.fft.rfft(frames[start : start + 128] * window, axis=1)) ** 2
        sums = np.add.reduceat(spectrum[:, : starts[-1]], starts[:-1], axis=1)
        bands[start : start + 128] = sums / (FRAME * FRAME / 16)
    return bands
