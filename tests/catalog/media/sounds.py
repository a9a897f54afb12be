"""Small audio files made on the spot: no binary lies in the repository."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np


class Kind(NamedTuple):
    """One format as artists export it."""

    extension: str
    container: str
    codec: str
    sample_format: str
    lossless: bool = True


WAV = Kind(".wav", "wav", "pcm_s16le", "s16")
WAV24 = Kind(".wav", "wav", "pcm_s24le", "s32")
WAV_FLOAT = Kind(".wav", "wav", "pcm_f32le", "flt")
FLAC = Kind(".flac", "flac", "flac", "s16")
FLAC24 = Kind(".flac", "flac", "flac", "s32")
AIFF = Kind(".aiff", "aiff", "pcm_s16be", "s16")
ALAC = Kind(".m4a", "ipod", "alac", "s16p")
LOSSLESS = (WAV, WAV24, WAV_FLOAT, FLAC, FLAC24, AIFF, ALAC)
AAC = Kind(".m4a", "ipod", "aac", "fltp", lossless=False)
MP3 = Kind(".mp3", "mp3", "libmp3lame", "fltp", lossless=False)
VORBIS = Kind(".ogg", "ogg", "vorbis", "fltp", lossless=False)
OPUS = Kind(".opus", "ogg", "libopus", "flt", lossless=False)


def tone(samples: int, *, rate_hz: int = 44_100, channels: int = 2, level: float = 0.3) -> np.ndarray:
    """A chord with a little noise, shape (channels, samples)."""
    time_s = np.arange(samples) / rate_hz
    chord = sum(np.sin(2 * np.pi * pitch * time_s) for pitch in (220.0, 277.2, 329.6)) / 3
    noise = np.random.default_rng(7).standard_normal(samples) * 0.01
    return np.stack([level * (chord + noise) * (1 - 0.05 * channel) for channel in range(channels)])


def melody(seed: int, *, seconds: int, rate_hz: int = 44_100) -> np.ndarray:
    """Notes that nobody has composed, mono: another seed is another piece."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(rate_hz // 4) / rate_hz
    notes = []
    for _ in range(4 * seconds):
        pitches = 220 * 2 ** (rng.integers(0, 30, 3) / 12)
        fading = np.exp(-time_s * rng.uniform(2, 12))
        notes.append(
            sum(np.sin(2 * np.pi * pitch * time_s * n) / n for pitch in pitches for n in (1, 2, 3)) * fading / 9
        )
    return np.concatenate(notes)


def write(
    path: Path,
    kind: Kind,
    sound: np.ndarray,
    *,
    rate_hz: int = 44_100,
    layout: str = "stereo",
    metadata: dict[str, str] | None = None,
) -> Path:
    """The sound as `path` with the kind's extension."""
    path = path.with_suffix(kind.extension)
    with av.open(str(path), "w", format=kind.container) as container:
        container.metadata.update(metadata or {})
        # FFmpeg calls its Vorbis encoder experimental.
        stream = container.add_stream(kind.codec, rate=rate_hz, layout=layout, options={"strict": "experimental"})
        stream.codec_context.format = kind.sample_format
        size = stream.codec_context.frame_size or 4096
        for start in range(0, sound.shape[1], size):
            frame = _frame(sound[:, start : start + size], kind.sample_format, layout, rate_hz)
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def samples_in(path: Path) -> int:
    """Samples a player hears: edit lists, skips and padding honoured."""
    found = decoded(path).shape[1]
    edited = edit_list(path)
    if edited is None:
        return found
    timescale, start, length = edited
    # FFmpeg drops the start an edit list hides and leaves its last packet whole; browsers cut that too.
    with av.open(str(path)) as container:
        assert timescale == container.streams.audio[0].sample_rate
    assert start == 1024
    assert length <= found < length + 1024
    return length


def edit_list(path: Path) -> tuple[int, int, int] | None:
    """Of an MP4 file with AAC: timescale of the movie, first sample heard, samples heard."""
    data = path.read_bytes()
    if data[4:8] != b"ftyp" or b"mp4a" not in data:
        return None
    movie, edits = data.index(b"mvhd"), data.index(b"elst")
    (timescale,) = struct.unpack(">I", data[movie + 16 : movie + 20])
    version_and_flags, count, length, start = struct.unpack(">IIIi", data[edits + 4 : edits + 20])
    assert (version_and_flags, count) == (0, 1)
    return timescale, start, length


def decoded(path: Path) -> np.ndarray:
    """Every channel as floats."""
    with av.open(str(path)) as container:
        resampler = None
        parts = []
        for frame in container.decode(audio=0):
            resampler = resampler or av.AudioResampler(format="fltp", layout=frame.layout.name, rate=frame.sample_rate)
            frame.pts = None
            parts += [part.to_ndarray() for part in resampler.resample(frame)]
    return np.concatenate(parts, axis=1)


def _frame(sound: np.ndarray, sample_format: str, layout: str, rate_hz: int) -> Any:
    kinds: dict[str, tuple[type, float]] = {
        "s16": (np.int16, 2**15 - 1),
        "s32": (np.int32, 2**31 - 1),
        "flt": (np.float32, 1),
    }
    dtype, scale = kinds[sample_format.removesuffix("p")]
    values = (sound * scale).astype(dtype)
    planar = sample_format.endswith("p")
    shaped = np.ascontiguousarray(values) if planar else np.ascontiguousarray(values.T.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(shaped, format=sample_format, layout=layout)
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    return frame
