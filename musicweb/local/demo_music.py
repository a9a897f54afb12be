"""The music an empty site starts with: seven tracks by two artists, composed, synthesised and drawn here.

Everything follows from seeds: the same program gives the same songs. Times are in beats until they are
rendered, pitches are MIDI numbers, sounds are float arrays at 44.1 kHz.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from mutagen.flac import FLAC

from musicweb.local.demo_covers import draw
from musicweb.local.demo_sounds import RATE, Sound, drum, in_a_room, tone

OPEN_TAGS: Any = FLAC  # untyped in mutagen
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
}
RHYTHMS = ((0, 1.5, 2, 3), (0, 1, 1.5, 3), (0, 0.5, 1.5, 2.5), (0, 2, 2.5, 3.5), (0.5, 1, 2, 3))  # beats of a bar
KICKS, SNARES = (0.0, 2.5), (1.0, 3.0)
PEAK = 10 ** (-1 / 20)
LOUDNESS = 10 ** (-16.5 / 20)  # weighted RMS that comes out near -14 LUFS


@dataclass(frozen=True)
class Piece:
    """What makes a track itself. `chords` are degrees of the mode, one a bar; `layers` who plays."""

    title: str
    bpm: int
    root: int
    mode: str
    chords: tuple[int, ...]
    bars: int
    layers: str
    lead: str
    swing: float = 0.0  # beats by which every second eighth comes late

    @property
    def seed(self) -> int:
        return sum(map(ord, self.title)) + self.bpm


@dataclass(frozen=True)
class DemoRelease:
    """A release as `compose_all` leaves it on disk: FLAC files with tags, a square JPEG cover."""

    artist_handle: str
    artist_name: str
    artist_bio: str
    title: str
    release_type: str
    description: str
    cover: Path
    tracks: list[Path]


@dataclass(frozen=True)
class Plan:
    """A release before it sounds."""

    artist: tuple[str, str, str]
    title: str
    release_type: str
    description: str
    picture: str
    pieces: list[Piece]


HOA_GIAY = ("hoa-giay", "Hoa Giấy", "Slow songs for wet evenings, from a balcony above an alley.")
ORRERY = ("paper-orrery", "Paper Orrery", "Bright machines, turning gently. Melodies for long train rides.")
PLANS = (
    Plan(HOA_GIAY, "Mưa trên mái tôn", "ep", "Three songs for the first rain of the year.", "rain", [
        Piece("Mưa trên mái tôn", 72, 57, "dorian", (0, 3, 6, 4), 16, "pad keys bass drums rain lead", "flute", 0.12),
        Piece("Slow Ferry", 66, 53, "major", (0, 5, 3, 4), 16, "pad keys pluck bass rain lead", "bell"),
        Piece("Lantern Weather", 80, 55, "lydian", (0, 1, 5, 4), 20, "pad pluck bass drums lead", "flute", 0.08),
    ]),
    Plan(HOA_GIAY, "Phố nhỏ", "single", "A small street, seven in the morning.", "hills", [
        Piece("Phố nhỏ", 88, 52, "minor", (0, 5, 2, 6), 20, "keys pluck bass drums lead", "bell", 0.1),
    ]),
    Plan(ORRERY, "Small Planets", "ep", "Three orbits, each a little faster than the last.", "orbits", [
        Piece("Perihelion", 104, 50, "major", (0, 4, 5, 3), 24, "pad pluck bass drums lead", "square"),
        Piece("Tide Tables", 96, 48, "dorian", (0, 6, 3, 0), 24, "pad keys pluck bass drums lead", "flute"),
        Piece("Copper Morning", 118, 57, "minor", (0, 5, 2, 6), 30, "pad pluck bass drums lead", "square"),
    ]),
)  # fmt: skip


def compose_all(folder: Path) -> list[DemoRelease]:
    """Write every release's tracks and cover below `folder`. About ten seconds of processor time."""
    return [_release(plan, folder / f"{number:02}") for number, plan in enumerate(PLANS, 1)]


def _release(plan: Plan, folder: Path) -> DemoRelease:
    folder.mkdir(parents=True)
    cover = folder / "cover.jpg"
    draw(plan.picture, cover)
    tracks = []
    for number, piece in enumerate(plan.pieces, 1):
        path = folder / f"{number:02}.flac"
        _write(path, compose(piece))
        tags = OPEN_TAGS(path)
        tags.update(title=piece.title, artist=plan.artist[1], album=plan.title, albumartist=plan.artist[1])
        tags.update(tracknumber=str(number), genre="Electronic", comment="Composed by a program")
        tags.save()
        tracks.append(path)
    return DemoRelease(*plan.artist, plan.title, plan.release_type, plan.description, cover, tracks)


def compose(piece: Piece) -> Sound:
    """The piece as stereo, shape (2, samples), mastered: peaks at -1 dBFS at most."""
    mix = Mix(piece)
    for layer, play in LAYERS.items():
        if layer in piece.layers.split():
            play(mix, np.random.default_rng([piece.seed, len(layer), ord(layer[0])]))
    return mix.mastered()


class Mix:
    """Where the notes go: a dry bus and one through a room, in stereo."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.beat_s = 60 / piece.bpm
        self.samples = int((piece.bars * 4 * self.beat_s + 3.5) * RATE)
        self.dry = np.zeros((2, self.samples), np.float32)
        self.wet = np.zeros((2, self.samples), np.float32)

    def add(self, sound: Sound, beat: float, level: float, pan: float, room: float, late: float = 0.0) -> None:
        """`pan` from -1 (left) to 1; `room` is the share sent there; `late` are beats a hand comes behind."""
        if beat % 1 == 0.5:
            beat += self.piece.swing
        start = max(0, int((beat + late) * self.beat_s * RATE))
        sound = sound[: self.samples - start]
        for side, gain in enumerate((np.cos((pan + 1) * np.pi / 4), np.sin((pan + 1) * np.pi / 4))):
            placed = sound * np.float32(level * gain)
            self.dry[side, start : start + len(sound)] += placed
            self.wet[side, start : start + len(sound)] += placed * np.float32(room)

    def chord(self, bar: int) -> list[int]:
        """Triad with seventh, close to the middle so that chords move little from bar to bar."""
        degree = self.piece.chords[bar % len(self.piece.chords)]
        voices = sorted((self.note(degree + step) - 54) % 12 + 54 for step in (0, 2, 4, 6))
        # Side by side, seventh and root would rub; apart they shine.
        return sorted(pitch - 12 if pitch - 1 in voices else pitch for pitch in voices)

    def note(self, degree: int) -> int:
        scale = MODES[self.piece.mode]
        return self.piece.root + 12 * (degree // 7) + scale[degree % 7]

    def bars(self, enters: float, leaves: float = 1.0) -> Iterator[int]:
        """The bars of a layer that enters and leaves at shares of the piece; never in the middle of a chord round."""
        bars, round_ = self.piece.bars, len(self.piece.chords)
        return iter(range(int(bars * enters) // round_ * round_, round(bars * leaves)))

    def mastered(self) -> Sound:
        """Dry and room together, faded out, as loud as the others, bent softly below -1 dBFS."""
        out = np.stack([self.dry[side] + in_a_room(self.wet[side], side) for side in range(2)])
        fade = int(2.5 * RATE)
        out[:, -fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
        out *= LOUDNESS / np.sqrt(np.mean(np.square(np.diff(out, axis=1) * 2 + out[:, 1:] * 0.8)))
        return np.asarray(PEAK * np.tanh(out / PEAK), np.float32)


def _pads(mix: Mix, rng: np.random.Generator) -> None:
    for bar in mix.bars(0):
        for voice, pitch in enumerate(mix.chord(bar)):
            mix.add(tone("pad", pitch, 4.6 * mix.beat_s), bar * 4, 0.05, (voice - 1.5) / 2, 0.5)


def _keys(mix: Mix, rng: np.random.Generator) -> None:
    for bar in mix.bars(0.12):
        for beat in (0, 2.5) if bar % 2 else (0, 1.5):
            for voice, pitch in enumerate(mix.chord(bar)):
                late = voice * 0.03 + rng.uniform(0, 0.02)
                mix.add(tone("keys", pitch, 2.2), bar * 4 + beat, 0.09 + rng.uniform(0, 0.02), -0.25, 0.35, late)


def _plucks(mix: Mix, rng: np.random.Generator) -> None:
    """Eighths up and down the chord, bouncing between the sides."""
    order = rng.permutation((0, 1, 2, 3, 2, 1, 3, 2))
    for bar in mix.bars(0.12, 0.95):
        chord = mix.chord(bar)
        for eighth, voice in enumerate(order):
            level = 0.075 * (1.25 if eighth % 4 == 0 else 1) * rng.uniform(0.8, 1.1)
            mix.add(tone("pluck", chord[voice] + 12, 1.1), bar * 4 + eighth / 2, level, 0.55 * (-1) ** eighth, 0.5)


def _bass(mix: Mix, rng: np.random.Generator) -> None:
    for bar in mix.bars(0.12, 0.97):
        root = (mix.note(mix.piece.chords[bar % len(mix.piece.chords)]) - 33) % 12 + 33
        for beat, beats in ((0, 1.4), (1.5, 0.9), (2.5, 1.4)):
            mix.add(tone("bass", root, beats * mix.beat_s), bar * 4 + beat, 0.17, 0, 0.02)


def _drums(mix: Mix, rng: np.random.Generator) -> None:
    for bar in mix.bars(0.22, 0.93):
        for beat in (*KICKS, *((3.5,) if bar % 4 == 3 else ())):
            mix.add(drum("kick"), bar * 4 + beat, 0.36, 0, 0.02)
        for beat in SNARES:
            mix.add(drum("snare"), bar * 4 + beat, 0.2, 0.08, 0.4, 0.01)
        for eighth in range(8):
            level = 0.075 * rng.uniform(0.6, 1.1) * (1.4 if eighth % 2 else 0.8)
            mix.add(drum("hat"), bar * 4 + eighth / 2, level, 0.35, 0.1)


def _rain(mix: Mix, rng: np.random.Generator) -> None:
    """Drops on a tin roof, denser in the middle of the song."""
    beats = mix.piece.bars * 4
    for beat in rng.triangular(0, beats / 2, beats, beats * 8):
        mix.add(drum("drop"), float(beat), 0.04 * rng.uniform(0.2, 1), rng.uniform(-0.9, 0.9), 0.6)


def _lead(mix: Mix, rng: np.random.Generator) -> None:
    """A phrase of two bars, answered, repeated and varied; chord notes on the beat, steps between."""
    phrases = [[(beat, int(rng.integers(-1, 2))) for beat in RHYTHMS[rng.integers(len(RHYTHMS))]] for _ in range(3)]
    degree = 7
    for bar in mix.bars(0.25, 0.9):
        phrase = phrases[(0, 1, 0, 2)[bar % 4]]
        for (beat, step), (following, _) in zip(phrase, [*phrase[1:], (4.0, 0)], strict=True):
            if bar % 8 == 7 and beat >= 2:
                continue  # a breath
            degree += step
            if beat in (0, 2):
                degree = _nearest(degree, mix.piece.chords[bar % len(mix.piece.chords)])
            degree = degree - 2 if degree > 12 else degree + 2 if degree < 4 else degree
            sound = tone(mix.piece.lead, mix.note(degree) + 12, (following - beat) * mix.beat_s + 0.25)
            mix.add(sound, bar * 4 + beat, 0.14 * rng.uniform(0.85, 1.05), 0.12, 0.6, rng.uniform(0, 0.015))


def _nearest(degree: int, chord: int) -> int:
    """The degree of the chord's triad that is closest."""
    return min(
        (chord + step + 7 * octave for step in (0, 2, 4) for octave in range(-1, 3)), key=lambda d: abs(d - degree)
    )


LAYERS: dict[str, Callable[[Mix, np.random.Generator], None]] = {
    "pad": _pads,
    "keys": _keys,
    "pluck": _plucks,
    "bass": _bass,
    "drums": _drums,
    "rain": _rain,
    "lead": _lead,
}


def _write(path: Path, sound: Sound) -> None:
    pcm = np.rint(sound.T * 32_767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("flac", rate=RATE, layout="stereo")
        for start in range(0, len(pcm), 4_608):
            part = np.ascontiguousarray(pcm[start : start + 4_608].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
