"""What is measured while a song passes by: loudness and true peak (EBU R128), peaks for the waveform."""

import hashlib
import math
from fractions import Fraction
from typing import Any

import numpy as np
from av.filter import Graph

from catalog.media.source import pulled

SILENCE_LUFS = -70.0  # the gate of R128: what is never louder has no loudness
BUCKETS = (800, 1800)
LOUDEST = 255


class Loudness:
    """Integrated loudness and true peak of stereo blocks, by FFmpeg's ebur128."""

    def __init__(self, rate_hz: int) -> None:
        self._time_base = Fraction(1, rate_hz)
        self._position = 0
        self._last: dict[str, str] = {}
        graph = Graph()
        source = graph.add_abuffer(sample_rate=rate_hz, format="flt", layout="stereo", time_base=self._time_base)
        meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        self._graph = graph

    def take(self, block: Any) -> None:
        block.pts = self._position
        block.time_base = self._time_base
        self._position += block.samples
        self._graph.push(block)
        self._read()

    def finish(self) -> tuple[float | None, float | None]:
        """LUFS and dBTP; None for silence and for less than 0.4 s, which has no loudness."""
        self._graph.push(None)
        self._read()
        loudness = float(self._last.get("lavfi.r128.I", "-inf"))
        peak = float(self._last.get("lavfi.r128.true_peak", "0"))
        return (
            round(loudness, 2) if math.isfinite(loudness) and loudness > SILENCE_LUFS else None,
            round(20 * math.log10(peak), 2) if math.isfinite(peak) and peak > 0 else None,
        )

    def _read(self) -> None:
        for frame in pulled(self._graph):
            self._last = frame.metadata or self._last


class Checksum:
    """SHA-256 of the sound itself, whatever its tags and lossless format."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def take(self, block: Any) -> None:
        self._hash.update(block.to_ndarray().data)

    def finish(self) -> str:
        return self._hash.hexdigest()


class Peaks:
    """The loudest sample of every stretch of the song, in memory that does not grow with its length."""

    FINEST = 8  # samples in a stretch, at first: half a second still fills every bucket
    MOST = 16 * max(BUCKETS)  # stretches, an even number; then two become one

    def __init__(self) -> None:
        self._stretch = self.FINEST
        self._peaks = np.zeros(self.MOST, np.float32)
        self._count = 0
        self._rest = np.zeros(0, np.float32)

    def take(self, block: Any) -> None:
        sound = np.concatenate([self._rest, block.to_ndarray().ravel()])
        while True:
            width = 2 * self._stretch  # values: two channels
            whole = min(len(sound) // width, self.MOST - self._count)
            self._peaks[self._count : self._count + whole] = _loudest(sound, whole, width)
            self._count += whole
            sound = sound[whole * width :]
            if self._count < self.MOST:
                break
            self._count //= 2
            self._peaks[: self._count] = _loudest(self._peaks, self._count, 2)
            self._stretch *= 2
        self._rest = sound

    def finish(self) -> dict[str, list[int]]:
        """For 800 and 1800 buckets of equal time: the loudest sample from 0 to 255 (full scale)."""
        found_peaks = [self._peaks[: self._count]]
        if len(self._rest):
            found_peaks.append(_loudest(self._rest, 1, len(self._rest)))
        peaks = np.nan_to_num(np.concatenate(found_peaks), nan=0.0, posinf=1.0)
        scaled = np.clip(np.rint(peaks * LOUDEST), 0, LOUDEST).astype(int)
        found = {}
        for buckets in BUCKETS:
            starts = np.linspace(0, len(scaled), buckets, endpoint=False).astype(int)
            found[str(buckets)] = np.maximum.reduceat(scaled, starts).tolist()
        return found


def _loudest(sound: Any, count: int, width: int) -> Any:
    """Of each of `count` stretches of `width` values, the one farthest from 0.

    By halves as far as that goes: NumPy needs four times as long for the maximum of many short rows.
    """
    loud = np.abs(sound[: count * width])
    while width > 1 and width % 2 == 0:
        loud = np.maximum(loud[::2], loud[1::2])
        width //= 2
    return loud if width == 1 else loud.reshape(count, width).max(axis=1)
