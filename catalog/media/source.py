"""An untrusted audio file, decoded once into stereo blocks of floats.

FFmpeg is handed bytes to read and told the one format they may be in. It may open nothing by itself, so
that playlists and references to other files or addresses lead nowhere.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import av
from av.filter import Graph

from catalog.media.facts import Limits
from catalog.media.formats import DECODERS, demuxer_of, refuse_what_is_no_audio
from catalog.media.headers import mp3_counts_its_frames, wav_promises_s
from catalog.media.refusals import Refusal

ATTACHED_PICTURE = av.stream.Disposition.attached_pic
RATES = range(8_000, 384_001)  # Hz
HIGHEST_RATE = 96_000  # Hz; above, blocks come at FALLBACK_RATE
FALLBACK_RATE = 48_000
# WAV and AIFF may name a number of channels and no layout.
LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
# Encoders leave broken packets at the ends of good files; more than these is damage that is heard.
DAMAGED_PACKETS = 8
DAMAGED_SHARE = 0.01
# A header may be off by this much before the file counts as cut off or lying.
TOLERANCE_S = 2.0
TOLERANCE_SHARE = 0.02


class Nameless:
    """A file by its bytes alone: FFmpeg guesses formats from names."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


class Source(AbstractContextManager["Source"]):
    """Blocks of interleaved stereo floats at `rate_hz`. Raises Refusal when opened and while it is read.

    `samples` and `decoded_s` count what was really decoded so far.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        refuse_what_is_no_audio(path)
        self.limits = limits
        self.samples = 0
        self._packets = self._damaged = 0
        self._promised_s: float | None = None
        demuxer = demuxer_of(path)
        if demuxer == "wav":
            self._promised_s = wav_promises_s(path)
        # FFmpeg guesses the length of other MP3s from their bit rate.
        self._guesses = demuxer is None and not mp3_counts_its_frames(path)
        options = {
            "format_whitelist": demuxer or "mp3",
            "protocol_whitelist": "none",
            "codec_whitelist": ",".join(DECODERS),
        }
        self._file = path.open("rb")
        try:
            self._container: Any = av.open(Nameless(self._file), "r", format=demuxer, options=options)
        except MemoryError:
            self._file.close()
            raise
        except (av.FFmpegError, UnicodeError) as error:
            self._file.close()
            raise Refusal("unreadable" if demuxer else "not_audio") from error
        try:
            self._stream = self._one_stream()
            self._check_shape()
            self._check_claim()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()
        self._file.close()

    @property
    def codec(self) -> str:
        return str(self._stream.codec_context.codec.canonical_name)

    @property
    def channels(self) -> int:
        return int(self._stream.codec_context.channels)

    @property
    def sample_rate_hz(self) -> int:
        return int(self._stream.codec_context.sample_rate)

    @property
    def rate_hz(self) -> int:
        """Of the blocks."""
        return self.sample_rate_hz if self.sample_rate_hz <= HIGHEST_RATE else FALLBACK_RATE

    @property
    def claimed_s(self) -> float | None:
        """What the header says; None when it says nothing or cannot know."""
        if self._promised_s is not None:
            return self._promised_s
        stream = self._stream
        if stream.duration is None or stream.duration <= 0:
            return None
        return float(stream.duration * stream.time_base)

    @property
    def decoded_s(self) -> float:
        return self.samples / self.rate_hz

    def blocks(self) -> Iterator[Any]:
        """Every decoded sample once, in order. After the last one the length is judged."""
        converter: Converter | None = None
        for frame in self._frames():
            if converter is None or not converter.takes(frame):
                # A stream may change its shape half-way (mono speech, then stereo music); the output never does.
                yield from self._counted(converter.rest() if converter else [])
                converter = Converter(frame, self.rate_hz)
            yield from self._counted(converter.convert(frame))
        yield from self._counted(converter.rest() if converter else [])
        self._check_length()

    def _counted(self, blocks: list[Any]) -> Iterator[Any]:
        for block in blocks:
            self.samples += block.samples
            if self.decoded_s > self.limits.max_duration_s:
                raise Refusal("too_long", limit_s=self.limits.max_duration_s)
            yield block

    def _frames(self) -> Iterator[Any]:
        for packet in self._packets_until_damaged():
            try:
                frames = self._stream.decode(packet)
            except av.EOFError:
                return
            except MemoryError:
                raise
            except (av.FFmpegError, ValueError):
                self._damaged += 1
                continue
            yield from (frame for frame in frames if frame.samples)
        if self._damaged > max(DAMAGED_PACKETS, self._packets * DAMAGED_SHARE):
            raise Refusal("unreadable")

    def _packets_until_damaged(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except MemoryError:
                raise
            except av.FFmpegError:  # the rest cannot be read; the length tells whether much is missing
                self._damaged += 1
                return
            if packet is None:
                return
            self._packets += 1
            yield packet

    def _one_stream(self) -> Any:
        for stream in self._container.streams.video:
            if not stream.disposition & ATTACHED_PICTURE:
                raise Refusal("video")
        stream = self._container.streams.best("audio")
        if stream is None:
            raise Refusal("not_audio")
        return stream

    def _check_shape(self) -> None:
        context = self._stream.codec_context
        if context is None or context.codec.name not in DECODERS:
            raise Refusal("format")
        if not 1 <= self.channels <= self.limits.max_channels:
            raise Refusal("too_many_channels", channels=self.channels, limit=self.limits.max_channels)
        if self.sample_rate_hz not in RATES:
            raise Refusal("sample_rate", rate_hz=self.sample_rate_hz)
        if "channels" in context.layout.name:
            context.layout = LAYOUTS[self.channels]
        context.thread_count = 1  # processor time counts, and each thread holds memory

    def _check_claim(self) -> None:
        """Hours of silence fit in kilobytes. Counting packets tells in a second what decoding tells in minutes."""
        if self.claimed_s is not None and self.claimed_s <= self.limits.max_duration_s:
            return
        demuxed_s = 0.0
        for packet in self._packets_until_damaged():
            demuxed_s += float((packet.duration or 0) * packet.time_base) if packet.time_base else 0
            if demuxed_s > self.limits.max_duration_s:
                raise Refusal("too_long", limit_s=self.limits.max_duration_s)
        self._packets = self._damaged = 0
        try:
            self._container.seek(0)
        except av.FFmpegError as error:
            raise Refusal("unreadable") from error

    def _check_length(self) -> None:
        """The decoded length is the length. A header that says something else tells of a cut or forged file."""
        if not self.samples:
            raise Refusal("unreadable")
        if self.decoded_s < self.limits.min_duration_s:
            raise Refusal("too_short", limit_s=self.limits.min_duration_s)
        claimed_s = self.claimed_s
        if claimed_s is None or self._guesses:
            return
        tolerance_s = max(TOLERANCE_S, claimed_s * TOLERANCE_SHARE)
        facts = {"claimed_s": round(claimed_s, 1), "found_s": round(self.decoded_s, 1)}
        if self.decoded_s < claimed_s - tolerance_s:
            raise Refusal("truncated", **facts)
        # Joined MP3s count the first one's frames only; all of them are heard.
        if self.decoded_s > claimed_s + tolerance_s and self._container.format.name != "mp3":
            raise Refusal("duration_lies", **facts)


class Converter:
    """Frames of one shape → interleaved stereo floats at one rate. Downmixing lowers the level rather than clip."""

    def __init__(self, frame: Any, rate_hz: int) -> None:
        self._shape = _shape(frame)
        self._position = 0
        rate, sample_format, layout = self._shape
        graph = Graph()
        source = graph.add_abuffer(sample_rate=rate, format=sample_format, layout=layout, time_base=Fraction(1, rate))
        steps = [source]
        if layout == "mono":  # on both sides as it is; FFmpeg's own way is 3 dB softer
            steps.append(graph.add("pan", "stereo|c0=c0|c1=c0"))
        steps.append(graph.add("aresample", f"{rate_hz}:out_sample_fmt=flt:out_chlayout=stereo:rematrix_maxval=1.0"))
        steps.append(graph.add("abuffersink"))
        for step, following in pairwise(steps):
            step.link_to(following)
        try:
            graph.configure()
        except (av.FFmpegError, ValueError) as error:
            raise Refusal("unreadable") from error
        self._graph = graph

    def takes(self, frame: Any) -> bool:
        return _shape(frame) == self._shape

    def convert(self, frame: Any) -> list[Any]:
        # Timestamps of untrusted files are gaps, jumps and lies; samples are counted instead.
        frame.pts = self._position
        frame.time_base = Fraction(1, frame.sample_rate)
        self._position += frame.samples
        self._graph.push(frame)
        return pulled(self._graph)

    def rest(self) -> list[Any]:
        self._graph.push(None)
        return pulled(self._graph)


def pulled(graph: Any) -> list[Any]:
    """The frames that wait at the graph's end."""
    frames = []
    while True:
        try:
            frames.append(graph.pull())
        except (av.BlockingIOError, av.EOFError):
            return frames


def _shape(frame: Any) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name
