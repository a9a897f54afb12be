"""One decode: renditions that are exact to the sample, and what is measured on the way."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from catalog.media import process
from catalog.media.facts import AAC_NAME, OPUS_NAME, PEAKS_NAME, Limits
from catalog.media.measuring import Peaks
from catalog.media.refusals import Refusal
from tests.catalog.media import sounds
from tests.catalog.media.sounds import tone


def run(source: Path, **limits: float):
    out = source.parent / "out"
    out.mkdir(exist_ok=True)
    return process.run(source, out, lambda percent: None, Limits(**limits))


def heard(source: Path) -> tuple[int, int]:
    out = source.parent / "out"
    return sounds.samples_in(out / AAC_NAME), sounds.samples_in(out / OPUS_NAME)


@pytest.mark.parametrize("samples", [44_100, 44_101, 45_056, 61_439, 102_400, 123_457])
def test_renditions_are_as_long_as_the_song_to_the_sample(tmp_path, samples):
    source = sounds.write(tmp_path / "song", sounds.FLAC, tone(samples))
    facts = run(source)
    assert heard(source) == (samples, round(samples * 48_000 / 44_100))
    assert facts.duration_ms == round(samples / 44.1)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 32_000, 37_123, 48_000, 96_000, 192_000])
def test_any_sample_rate_is_resampled_to_the_same_length(tmp_path, rate_hz):
    samples = rate_hz + 4321
    source = sounds.write(tmp_path / "song", sounds.WAV, tone(samples, rate_hz=rate_hz), rate_hz=rate_hz)
    facts = run(source)
    aac, opus = heard(source)
    # Above 96 kHz the song is measured in samples of 48 kHz, half a one off at most.
    assert abs(aac - samples * 44_100 / rate_hz) <= 1
    assert abs(opus - samples * 48_000 / rate_hz) <= 1
    assert facts.sample_rate_hz == rate_hz
    assert abs(facts.duration_ms - samples * 1000 / rate_hz) <= 1


@pytest.mark.parametrize(
    "kind",
    [*sounds.LOSSLESS, sounds.AAC, sounds.MP3, sounds.VORBIS],
    ids=lambda kind: kind.codec,
)
def test_every_format_keeps_its_length(tmp_path, kind):
    samples = 70_001
    source = sounds.write(tmp_path / "song", kind, tone(samples))
    facts = run(source)
    # Foreign AAC rarely says where its last packet ends: nothing that can be decoded is cut then.
    found = sounds.decoded(source).shape[1]
    if kind.lossless or kind == sounds.MP3:
        assert found == samples
    assert heard(source) == (found, round(found * 48_000 / 44_100))
    assert -25 < facts.loudness_lufs < -10


def test_opus_keeps_its_length(tmp_path):
    source = sounds.write(tmp_path / "song", sounds.OPUS, tone(70_001, rate_hz=48_000), rate_hz=48_000)
    run(source)
    assert heard(source) == (round(70_001 * 44_100 / 48_000), 70_001)


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("5.1", 6), ("7.1", 8)])
def test_mono_and_surround_become_stereo_of_the_same_length(tmp_path, layout, channels):
    source = sounds.write(tmp_path / "song", sounds.WAV, tone(70_001, channels=channels), layout=layout)
    facts = run(source)
    assert facts.channels == channels
    assert heard(source) == (70_001, round(70_001 * 48_000 / 44_100))
    assert sounds.decoded(source.parent / "out" / AAC_NAME).shape[0] == 2


def test_mono_is_as_loud_as_the_same_sound_in_stereo(tmp_path):
    mono = run(sounds.write(tmp_path / "mono", sounds.WAV, tone(88_200, channels=1), layout="mono"))
    both = run(sounds.write(tmp_path / "both", sounds.WAV, np.repeat(tone(88_200, channels=1), 2, axis=0)))
    assert mono.true_peak_dbtp == pytest.approx(both.true_peak_dbtp, abs=0.1)
    assert mono.loudness_lufs == pytest.approx(both.loudness_lufs, abs=0.1)


def test_surround_at_full_level_does_not_clip(tmp_path):
    facts = run(sounds.write(tmp_path / "song", sounds.WAV, tone(88_200, channels=6, level=0.95), layout="5.1"))
    assert facts.true_peak_dbtp <= 0


def test_what_is_heard_begins_where_the_song_begins(tmp_path):
    song = np.zeros((2, 60_000))
    song[:, 30_000] = 0.9
    out = sounds.write(tmp_path / "song", sounds.FLAC, song + tone(60_000, level=0.001)).parent / "out"
    run(tmp_path / "song.flac")
    assert np.abs(sounds.decoded(out / AAC_NAME)[0]).argmax() == 30_000
    assert abs(int(np.abs(sounds.decoded(out / OPUS_NAME)[0]).argmax()) - 30_000 * 48_000 / 44_100) < 2


def test_the_same_song_gives_the_same_bytes(tmp_path):
    source = sounds.write(tmp_path / "song", sounds.FLAC, tone(50_000))
    first = run(source), *[(tmp_path / "out" / name).read_bytes() for name in (AAC_NAME, OPUS_NAME, PEAKS_NAME)]
    again = run(source), *[(tmp_path / "out" / name).read_bytes() for name in (AAC_NAME, OPUS_NAME, PEAKS_NAME)]
    assert first == again


def test_the_index_comes_before_the_sound_so_that_playing_starts_at_once(tmp_path):
    run(sounds.write(tmp_path / "song", sounds.FLAC, tone(50_000)))
    aac = (tmp_path / "out" / AAC_NAME).read_bytes()
    assert aac.index(b"moov") < aac.index(b"mdat")


def test_loudness_and_true_peak_are_those_of_a_known_tone(tmp_path):
    # EBU Tech 3341: a 1 kHz sine at -23 dBFS on both channels is -23 LUFS.
    time_s = np.arange(48_000 * 5) / 48_000
    sine = 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * time_s)
    source = sounds.write(tmp_path / "song", sounds.WAV24, np.stack([sine, sine]), rate_hz=48_000)
    facts = run(source)
    assert facts.loudness_lufs == pytest.approx(-23, abs=0.1)
    assert facts.true_peak_dbtp == pytest.approx(-23, abs=0.2)


def test_silence_has_no_loudness(tmp_path):
    facts = run(sounds.write(tmp_path / "song", sounds.FLAC, np.zeros((2, 88_200))))
    assert (facts.loudness_lufs, facts.true_peak_dbtp) == (None, None)
    assert set(json.loads((tmp_path / "out" / PEAKS_NAME).read_text())["800"]) == {0}


@pytest.mark.parametrize("seconds", [1, 5])
def test_peaks_follow_the_song(tmp_path, seconds):
    song = tone(8_000 * seconds, rate_hz=8_000)
    song[:, : song.shape[1] // 2] *= 0.1
    song[:, song.shape[1] * 3 // 4] = 1.0
    run(sounds.write(tmp_path / "song", sounds.WAV, song, rate_hz=8_000))
    peaks = json.loads((tmp_path / "out" / PEAKS_NAME).read_text())
    for buckets in (800, 1800):
        found = peaks[str(buckets)]
        assert len(found) == buckets
        assert max(found[: buckets // 2 - 2]) < 20
        assert min(found[buckets // 2 + 10 :: 40]) >= 10
        assert max(found) == 255
        assert abs(found.index(255) - buckets * 3 // 4) <= 2


def test_peaks_of_hours_take_the_memory_of_minutes():
    peaks = Peaks()
    block = np.zeros((1, 2 * 1_000_003), np.float32)
    for part in range(40):
        block[:] = 0.01 * part
        peaks.take(av.AudioFrame.from_ndarray(block, format="flt", layout="stereo"))
    found = peaks.finish()["800"]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, round(0.39 * 255))
    assert abs(found.index(round(0.2 * 255)) - 400) <= 1


def test_progress_rises_to_a_hundred(tmp_path):
    told: list[int] = []
    source = sounds.write(tmp_path / "song", sounds.WAV, tone(88_200))
    (tmp_path / "out").mkdir()
    process.run(source, tmp_path / "out", told.append)
    assert told == sorted(set(told))
    assert (told[0], told[-1]) == (0, 100)
    assert len(told) > 5


def test_a_song_longer_than_the_limit_is_refused(tmp_path):
    source = sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100 * 3))
    with pytest.raises(Refusal) as refused:
        run(source, max_duration_s=2)
    assert refused.value.code == "too_long"


def test_a_song_of_a_blink_is_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        run(sounds.write(tmp_path / "song", sounds.FLAC, tone(4_410)))
    assert refused.value.code == "too_short"


def test_more_than_eight_channels_are_refused(tmp_path):
    source = sounds.write(tmp_path / "song", sounds.WAV, tone(44_100, channels=16), layout="hexadecagonal")
    with pytest.raises(Refusal) as refused:
        run(source)
    assert refused.value.code == "too_many_channels"
    assert refused.value.facts["channels"] == 16


def test_wav_without_a_channel_mask_is_taken(tmp_path):
    source = sounds.write(tmp_path / "song", sounds.WAV, tone(44_100, channels=6), layout="5.1")
    data = bytearray(source.read_bytes())
    mask = data.index(b"fmt ") + 8 + 20
    data[mask : mask + 4] = bytes(4)
    source.write_bytes(data)
    assert run(source).channels == 6


def test_nan_in_a_float_file_is_refused_and_not_encoded(tmp_path):
    song = tone(60_000)
    song[:, 20_000:40_000] = np.nan
    with pytest.raises(Refusal) as refused:
        run(sounds.write(tmp_path / "song", sounds.WAV_FLOAT, song))
    assert refused.value.code == "unreadable"


def test_a_stream_that_changes_its_shape_keeps_its_length(tmp_path):
    mono = sounds.write(tmp_path / "a", sounds.MP3, tone(44_100, channels=1), layout="mono")
    both = sounds.write(tmp_path / "b", sounds.MP3, tone(44_100))
    source = tmp_path / "song.mp3"
    source.write_bytes(mono.read_bytes() + both.read_bytes())
    facts = run(source)
    assert 1_900 < facts.duration_ms < 2_200
