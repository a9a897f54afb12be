"""A fingerprint stays when a recording is copied, and differs when it is another one."""

import numpy as np
import pytest

from catalog.media.fingerprint import RATE_HZ, SAME, difference, print_of
from tests.catalog.media.sounds import melody


def copy(sound, *, trimmed_s=0.0, noise=0.0, level=1.0):
    heard = sound[int(trimmed_s * RATE_HZ) :] * level
    return heard + np.random.default_rng(3).standard_normal(len(heard)) * noise


ORIGINAL = melody(1, seconds=30, rate_hz=RATE_HZ)
COPIES = {
    "softer": copy(ORIGINAL, level=0.2),
    "noisy": copy(ORIGINAL, noise=0.01),
    "trimmed": copy(ORIGINAL, trimmed_s=4.321),
    "trimmed, noisy and softer": copy(ORIGINAL, trimmed_s=9.07, noise=0.005, level=0.5),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_found_and_recognised(name):
    one, other = print_of(ORIGINAL), print_of(COPIES[name])
    assert difference(one.words, other.words) < SAME
    assert len(set(one.keys) & set(other.keys)) >= 3


def test_another_recording_is_neither():
    one, other = print_of(ORIGINAL), print_of(melody(2, seconds=30, rate_hz=RATE_HZ))
    assert difference(one.words, other.words) > 0.35
    assert len(set(one.keys) & set(other.keys)) < 3


@pytest.mark.parametrize(
    "sound", [np.zeros(0), np.zeros(RATE_HZ), np.zeros(20 * RATE_HZ), np.full(20 * RATE_HZ, np.nan)]
)
def test_silence_and_snippets_are_found_by_nothing(sound):
    assert print_of(sound).keys == ()


def test_what_is_too_short_is_like_nothing():
    assert difference(b"", print_of(ORIGINAL).words) == 1.0
