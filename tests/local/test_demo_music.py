"""The demo's music, judged by figures: in tune, in time, loud enough and never too loud."""

import numpy as np
import pytest
from mutagen.flac import FLAC
from PIL import Image

from catalog.media.facts import Limits
from catalog.media.measuring import Loudness
from catalog.media.source import Source
from musicweb.local.demo_music import MODES, PLANS, Mix, compose, compose_all

PIECES = [piece for plan in PLANS for piece in plan.pieces]


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    return compose_all(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def measured(releases):
    """Of every track: loudness, true peak, samples."""
    found = {}
    for release in releases:
        for path in release.tracks:
            with Source(path, Limits()) as source:
                loudness, parts = Loudness(source.rate_hz), []
                for block in source.blocks():
                    parts.append(block.to_ndarray().reshape(-1, 2).copy())
                    loudness.take(block)
            found[path] = (*loudness.finish(), np.concatenate(parts))
    return found


def test_two_artists_have_three_releases_and_seven_tracks(releases):
    assert len({release.artist_handle for release in releases}) == 2
    assert len(releases) == 3
    assert sum(len(release.tracks) for release in releases) == 7
    assert {release.release_type for release in releases} <= {"album", "ep", "single"}
    assert all(release.artist_bio and release.description for release in releases)


def test_one_title_is_vietnamese(releases):
    assert "Phố nhỏ" in {release.title for release in releases}


def test_tracks_carry_their_tags(releases):
    for release in releases:
        for number, path in enumerate(release.tracks, 1):
            tags = FLAC(path)
            assert tags["album"] == [release.title]
            assert tags["artist"] == [release.artist_name]
            assert tags["tracknumber"] == [str(number)]
            assert tags["title"][0]


def test_covers_are_square_and_colourful(releases):
    for release in releases:
        with Image.open(release.cover) as cover:
            assert cover.size == (1500, 1500)
            assert len(cover.resize((50, 50)).getcolors(2_500)) > 500


def test_tracks_last_forty_to_ninety_seconds(measured):
    for _, _, sound in measured.values():
        assert 40 < len(sound) / 44_100 < 90


def test_tracks_are_about_as_loud_as_one_another_and_do_not_clip(measured):
    for loudness, peak, sound in measured.values():
        assert -16 < loudness < -12
        assert peak <= -1
        assert np.abs(sound).max() <= 10 ** (-1 / 20)


def test_tracks_have_bass_middle_and_air_and_both_sides(measured):
    for _, _, sound in measured.values():
        power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
        pitch = np.fft.rfftfreq(len(sound), 1 / 44_100)
        edges = ((20, 120), (120, 1_000), (1_000, 5_000), (5_000, 16_000))
        shares = [10 * np.log10(power[(pitch >= low) & (pitch < high)].sum() / power.sum()) for low, high in edges]
        assert all(share > floor for share, floor in zip(shares, (-15, -8, -20, -45), strict=True))
        assert 0.3 < np.corrcoef(sound.T)[0, 1] < 0.95
        assert abs(sound.mean()) < 1e-3


def test_tracks_neither_stop_in_the_middle_nor_end_abruptly(measured):
    for _, _, sound in measured.values():
        seconds = sound[: len(sound) // 44_100 * 44_100].reshape(-1, 44_100 * 2)
        loud = 20 * np.log10(np.sqrt(np.square(seconds).mean(axis=1)) + 1e-6)
        assert loud[:-5].min() > -40
        assert np.abs(sound[-441:]).max() < 0.01


def test_tracks_differ_in_tempo_key_and_mood():
    assert len({piece.bpm for piece in PIECES}) == len(PIECES)
    assert len({piece.root % 12 for piece in PIECES}) >= 4
    assert {piece.mode for piece in PIECES} == set(MODES)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_chords_are_consonant(piece):
    mix = Mix(piece)
    for bar, degree in enumerate(piece.chords):
        root, third, fifth = (mix.note(degree + step) for step in (0, 2, 4))
        assert fifth - root == 7
        assert third - root in (3, 4)
        voices = mix.chord(bar)
        assert all(abs(one - other) not in (1, 13) for one in voices for other in voices)


def test_the_same_program_gives_the_same_song():
    assert np.array_equal(compose(PIECES[3]), compose(PIECES[3]))
