"""How far apart copies and different songs are: the threshold of `catalog.media.fingerprint`, on real music.

`python -m tests.bench.bench_fingerprint` prints the table alone. Music: Debian's hyperrogue-music, 75 s of each piece.
"""

import io
from itertools import combinations
from pathlib import Path

import av
import numpy as np

from catalog.media.fingerprint import RATE_HZ, SAME, Print, difference, print_of
from tests.bench.report import kept, table

MUSIC = Path("/usr/share/hyperrogue/music")
RATE = 48_000
SECONDS = 75
COPIES = {
    "Opus 24k": ("libopus", "ogg", 24_000, slice(None)),
    "MP3 48k": ("libmp3lame", "mp3", 48_000, slice(None)),
    "Opus 32k, 7.3 s and 5.1 s cut off": ("libopus", "ogg", 32_000, slice(int(7.3371 * RATE), int(-5.1 * RATE))),
    "MP3 64k, half a minute from within": ("libmp3lame", "mp3", 64_000, slice(int(20.05 * RATE), int(50.05 * RATE))),
}


def main() -> None:
    songs = [sound for path in sorted(MUSIC.glob("*.ogg")) if (sound := heard(path, RATE, SECONDS)) is not None]
    prints = [print_of(heard_at(sound)) for sound in songs]
    rows = []
    for name, (codec, container, bit_rate, part) in COPIES.items():
        copies = [print_of(encoded(sound[part], codec, container, bit_rate)) for sound in songs]
        rows.append(row(name, list(zip(prints, copies, strict=True)), same=True))
    rows.append(row("different pieces", list(combinations(prints, 2)), same=False))
    table(f"Fingerprints of {len(songs)} pieces", ("pair", "bits that differ", "words shared of 64", "limit", ""), rows)


def row(name: str, pairs: list[tuple[Print, Print]], *, same: bool) -> tuple[str, ...]:
    apart = [difference(one.words, other.words) for one, other in pairs]
    shared = [len(set(one.keys) & set(other.keys)) for one, other in pairs]
    bits = f"{min(apart):.1%} to {max(apart):.1%}"
    limit = f"at most {SAME:.0%}" if same else f"more than {SAME:.0%}"
    return (
        name,
        bits,
        f"{min(shared)} to {max(shared)}",
        limit,
        kept((max(apart) <= SAME) if same else min(apart) > SAME),
    )


def heard(source: Path | io.BytesIO, rate_hz: int, seconds: int = 3600) -> np.ndarray | None:
    """Mono; None for what FFmpeg cannot open."""
    try:
        with av.open(source if isinstance(source, io.BytesIO) else str(source)) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate_hz)
            parts = [
                part.to_ndarray().ravel() for frame in container.decode(audio=0) for part in resampler.resample(frame)
            ]
    except av.InvalidDataError:
        return None
    return np.concatenate(parts)[: seconds * rate_hz]


def heard_at(sound: np.ndarray) -> np.ndarray:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    return np.concatenate(
        [part.to_ndarray().ravel() for part in resampler.resample(frame_of(sound)) + resampler.resample(None)]
    )


def encoded(sound: np.ndarray, codec: str, container: str, bit_rate: int) -> np.ndarray:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = bit_rate
        size, kind = stream.codec_context.frame_size, stream.codec_context.format.name
        resampler = av.AudioResampler(format=kind, layout="mono", rate=RATE, frame_size=size)
        for frame in resampler.resample(frame_of(sound)) + resampler.resample(None):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    file.seek(0)
    copied = heard(file, RATE_HZ)
    assert copied is not None
    return copied


def frame_of(sound: np.ndarray) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(sound[None, :].astype(np.float32), format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    return frame


if __name__ == "__main__":
    main()
