"""One decode of an untrusted file makes everything a song needs. Runs in the child (`catalog.media.child`)."""

import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import av

from catalog.media import pictures, tags
from catalog.media.facts import PEAKS_NAME, Facts, Limits, Picture, Tags
from catalog.media.fingerprint import Fingerprint, Print
from catalog.media.measuring import Checksum, Loudness, Peaks
from catalog.media.refusals import Refusal
from catalog.media.renditions import RECIPES, Rendition
from catalog.media.source import Source


def run(
    source: Path,
    out: Path,
    progress: Callable[[int], None],
    limits: Limits | None = None,
    *,
    with_cover: bool = True,
) -> Facts:
    """Write aac.m4a, opus.webm, peaks.json and, `with_cover`, the embedded cover's files into `out`.

    `progress` gets percent, rising, 0 to 100. The same file gives the same bytes. Raises Refusal; `out` then
    holds what was written so far. Memory does not grow with the song's length.
    """
    limits = limits or Limits()
    progress(0)
    with Source(source, limits) as song:
        try:
            heard = _pass_through(song, out, _reporting(song, progress))
        except (av.error.InvalidDataError, av.error.ArgumentError) as error:  # sound no encoder takes: NaN in float WAV
            raise Refusal("unreadable") from error
        (out / PEAKS_NAME).write_text(json.dumps(heard.peaks, separators=(",", ":")))
        words, cover, warnings = _words_and_cover(source, out, limits, with_cover=with_cover)
        progress(100)
        return Facts(
            duration_ms=round(song.samples * 1000 / song.rate_hz),
            loudness_lufs=heard.loudness_lufs,
            true_peak_dbtp=heard.true_peak_dbtp,
            codec=song.codec,
            sample_rate_hz=song.sample_rate_hz,
            channels=song.channels,
            tags=words,
            cover=cover,
            checksum=heard.checksum,
            print_words=b64encode(heard.print.words).decode(),
            print_keys=heard.print.keys,
            warnings=warnings,
        )


@dataclass(frozen=True)
class Heard:
    """What is known of a song once all of it has passed by."""

    peaks: dict[str, list[int]]
    checksum: str
    print: Print
    loudness_lufs: float | None
    true_peak_dbtp: float | None


def _pass_through(song: Source, out: Path, report: Callable[[], None]) -> Heard:
    """Every block of the song once past all that measures and writes."""
    peaks, checksum, fingerprint = Peaks(), Checksum(), Fingerprint()
    loudness = Loudness(song.rate_hz)
    with ExitStack() as files:
        renditions = [files.enter_context(Rendition(recipe, out)) for recipe in RECIPES]
        for block in song.blocks():
            peaks.take(block)
            checksum.take(block)
            fingerprint.take(block)
            for rendition in renditions:
                rendition.take(block)
            loudness.take(block)  # last: it stamps the block with its own clock
            report()
        for rendition in renditions:
            rendition.finish(song.samples, song.rate_hz)
    return Heard(peaks.finish(), checksum.finish(), fingerprint.finish(), *loudness.finish())


def write_picture(source: bytes | Path, out: Path, limits: Limits | None = None, *, shape: str = "cover") -> Picture:
    """Render a picture of this shape into `out`. Raises Refusal."""
    rendered, color = pictures.render(source, limits, shape=shape)
    picture = Picture(shape, color)
    for name, file in picture.files(out).items():
        file.write_bytes(rendered[name])
    return picture


def _reporting(song: Source, progress: Callable[[int], None]) -> Callable[[], None]:
    """Reports whole percents, each once, 1 to 99."""
    reported = 0

    def report() -> None:
        nonlocal reported
        percent = min(99, int(100 * song.decoded_s / song.claimed_s)) if song.claimed_s else 0
        if percent > reported:
            reported = percent
            progress(percent)

    return report


def _words_and_cover(
    source: Path, out: Path, limits: Limits, *, with_cover: bool
) -> tuple[Tags, Picture | None, tuple[str, ...]]:
    """Broken tags or a broken cover cost themselves, not the song."""
    try:
        words = tags.read(source)
    except tags.Unreadable:
        return Tags(), None, ("tags_unreadable",)
    if words.cover is None or not with_cover:
        return words, None, ()
    try:
        return words, write_picture(words.cover, out, limits), ()
    except Refusal as refusal:
        return words, None, (refusal.code,)
