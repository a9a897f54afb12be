"""Music as people really have it: Debian's `hyperrogue-music`."""

import os
from pathlib import Path

import pytest

from catalog.media.child import process_in_child
from catalog.media.facts import AAC_NAME, OPUS_NAME
from tests.catalog.media import sounds

MUSIC = Path("/usr/share/hyperrogue/music")

pytestmark = pytest.mark.skipif(
    not MUSIC.is_dir() and not os.environ.get("CI"), reason="the package hyperrogue-music is not installed"
)


def test_a_real_song_is_processed_whole(tmp_path):
    facts = process_in_child(MUSIC / "hr3-crossroads.ogg", tmp_path, timeout_s=120)
    samples = sounds.decoded(MUSIC / "hr3-crossroads.ogg").shape[1]
    assert (facts.tags.title, facts.tags.artist) == ("Crossroads", "NeonCorridor")
    assert (facts.codec, facts.sample_rate_hz, facts.channels) == ("vorbis", 44_100, 2)
    assert facts.duration_ms == round(samples / 44.1)
    assert sounds.samples_in(tmp_path / AAC_NAME) == samples
    assert sounds.samples_in(tmp_path / OPUS_NAME) == round(samples * 48_000 / 44_100)
    assert -30 < facts.loudness_lufs < -5
