"""The demo's band: seven voices, four drums and the room they play in, as float arrays at 44.1 kHz."""

from functools import lru_cache
from typing import Any

import numpy as np

RATE = 44_100  # Hz
ROOM_S = 1.4
BLOCK = 1 << 17  # samples of a transform
Sound = np.ndarray[Any, np.dtype[np.float32]]
# Loudness of the partials, how fast each fades (1/s), attack (s).
VOICES = {
    "pad": ((1, 0.6, 0.4, 0.28, 0.2, 0.16, 0.12, 0.1), 0.1, 0.7),
    "keys": ((1, 0.5, 0.2, 0.2, 0.08, 0, 0.1), 1.5, 0.004),
    "pluck": ((1, 0.6, 0.45, 0.34, 0.24, 0.18, 0.12), 2.6, 0.003),
    "bass": ((1, 0.45, 0.2, 0.08), 0.6, 0.012),
    "flute": ((1, 0.34, 0.2, 0.1, 0.05), 0.25, 0.06),
    "bell": ((1, 0.1, 0.4, 0.05, 0.22, 0, 0.1), 1.7, 0.003),
    "square": ((1, 0, 0.4, 0, 0.24, 0, 0.15, 0, 0.08), 0.8, 0.015),
}


@lru_cache(maxsize=512)
def tone(voice: str, pitch: int, seconds: float) -> Sound:
    """One note; high partials fade sooner, as on strings and bars."""
    partials, fading, attack_s = VOICES[voice]
    time = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    phase = 2 * np.pi * frequency * time
    if voice in ("flute", "square"):
        phase = phase + 0.06 * frequency / 440 * np.sin(2 * np.pi * 5 * time) * np.minimum(1, time * 2)
    sound = np.zeros(len(time), np.float32)
    for number, level in enumerate(partials, 1):
        if level and number * frequency < 16_000:
            wide = (
                1 + 0.0012 * np.cos(number) if voice == "pad" else 1
            )  # partials a little apart: a choir, not an organ
            sound += level * np.sin(number * wide * phase) * np.exp(-time * fading * number**0.7)
    release = min(len(time), int((0.5 if voice == "pad" else 0.08) * RATE))
    sound *= np.minimum(1, time / attack_s)
    sound[-release:] *= np.linspace(1, 0, release, dtype=np.float32)
    return sound


@lru_cache
def drum(kind: str) -> Sound:
    rng = np.random.default_rng(len(kind))
    time = np.arange(int(0.4 * RATE), dtype=np.float32) / RATE
    noise = rng.standard_normal(len(time)).astype(np.float32)
    if kind == "kick":  # a tone that falls
        return np.asarray(
            np.sin(2 * np.pi * (46 * time + 3.2 * (1 - np.exp(-time * 28)))) * np.exp(-time * 11), np.float32
        )
    if kind == "snare":
        body = 0.5 * np.sin(2 * np.pi * 185 * time) * np.exp(-time * 24)
        return np.asarray(body + 0.5 * np.convolve(noise, (0.5, 0.5), "same") * np.exp(-time * 17), np.float32)
    if kind == "hat":
        return np.asarray(np.diff(noise, 2, append=(0, 0)) * np.exp(-time * 60) * 0.6, np.float32)
    return np.asarray(
        np.sin(2 * np.pi * 2_900 * time) * np.exp(-time * 90) + noise * 0.3 * np.exp(-time * 130), np.float32
    )


def in_a_room(sound: Sound, side: int) -> Sound:
    """The sound in a room, convolved block by block: small transforms stay in the processor's cache."""
    room = _room(side)
    block = BLOCK - int(ROOM_S * RATE)
    out = np.zeros(len(sound) + BLOCK, np.float32)
    for start in range(0, len(sound), block):
        part = np.fft.rfft(sound[start : start + block], BLOCK)
        out[start : start + BLOCK] += np.fft.irfft(part * room, BLOCK)
    return out[: len(sound)]


@lru_cache
def _room(side: int) -> Any:
    """Fading noise, different on each side, duller than the band: the room's spectrum."""
    time = np.arange(int(ROOM_S * RATE), dtype=np.float32) / RATE
    noise = np.random.default_rng(side).standard_normal(len(time)).astype(np.float32) * np.exp(-time / 0.28)
    dull = 1 / (1 + (np.fft.rfftfreq(BLOCK, 1 / RATE) / 4_500) ** 2)
    return (np.fft.rfft(noise, BLOCK) * 0.02 * dull).astype(np.complex64)
