"""Files that lie, break or attack. Each goes through the child, as an upload does, and ends in its reason."""

import io
import os
import struct
import time
import zipfile
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen import id3

from catalog.media.child import process_in_child
from catalog.media.facts import Limits
from catalog.media.refusals import Refusal
from tests.catalog.media import sounds
from tests.catalog.media.pictures import bomb
from tests.catalog.media.sounds import tone

SECONDS = 20  # for any of them, on a busy machine


def processed(path: Path, **limits: float):
    out = path.parent / "out"
    out.mkdir(exist_ok=True)
    return process_in_child(path, out, timeout_s=SECONDS, limits=Limits(**limits))


def refused(path: Path, **limits: float) -> str:
    with pytest.raises(Refusal) as refusal:
        processed(path, **limits)
    return refusal.value.code


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("song.flac", b"fLaC" * 100)
    return file.getvalue()


NO_AUDIO = {
    "empty.flac": (b"", "empty"),
    "random.mp3": (np.random.default_rng(3).bytes(200_000), "not_audio"),
    "random.flac": (b"fLaC" + np.random.default_rng(3).bytes(200_000), "unreadable"),
    "only_a_header.wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "unreadable"),
    "one_byte.wav": (b"R", "not_audio"),
    "zeros.mp3": (bytes(100_000), "not_audio"),
    "frames_of_nothing.mp3": (b"\xff\xfb\x90\x00" + b"A" * 300_000, "not_audio"),
    "text.wav": ("Lời bài hát\n".encode() * 500, "not_audio"),
    "page.mp3": (b"<!doctype html><script>alert(1)</script>", "not_audio"),
    "drawing.flac": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_audio"),
    "program.mp3": (b"\x7fELF" + bytes(5_000), "not_audio"),
    "photo.mp3": (bomb(10, 10), "not_audio"),
    "album.zip": (a_zip(), "archive"),
    "album.flac": (b"Rar!\x1a\x07\x01\x00" + bytes(500), "archive"),
    "film.mp3": (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(500), "video"),
    "song.aac": (b"\xff\xf1\x50\x80" + bytes(500), "format"),
    "song.wma": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(500), "format"),
}


@pytest.mark.parametrize("name", NO_AUDIO)
def test_what_is_no_audio_is_refused(tmp_path, name):
    data, code = NO_AUDIO[name]
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name) == code


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        (sounds.FLAC, 0.5),
        (sounds.WAV, 0.5),
        (sounds.AIFF, 0.3),
        (sounds.ALAC, 0.9),
        (sounds.AAC, 0.5),
        (sounds.MP3, 0.5),
    ],
    ids=lambda value: getattr(value, "codec", value),
)
def test_a_file_cut_short_is_refused(tmp_path, kind, share):
    path = sounds.write(tmp_path / "song", kind, tone(44_100 * 8))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refused(path) in {"truncated", "unreadable"}


def test_a_file_cut_short_says_how_long_it_should_have_been(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100 * 8))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Refusal) as refusal:
        processed(path)
    assert refusal.value.code == "truncated"
    assert refusal.value.facts["claimed_s"] == 8
    assert 3 < refusal.value.facts["found_s"] < 5


@pytest.mark.parametrize("name", ["song.flac", "song.wav", "song.jpg", "song"])
def test_a_renamed_song_is_judged_by_its_bytes(tmp_path, name):
    source = sounds.write(tmp_path / "made", sounds.MP3, tone(44_100))
    assert processed(source.rename(tmp_path / name)).codec == "mp3"


def test_damage_in_the_middle_is_refused(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100 * 8))
    data = bytearray(path.read_bytes())
    middle = slice(len(data) // 4, len(data) * 3 // 4)
    data[middle] = np.random.default_rng(1).bytes(middle.stop - middle.start)
    path.write_bytes(data)
    assert refused(path) in {"truncated", "unreadable"}


@pytest.mark.parametrize("container", ["mp4", "matroska", "avi"])
def test_a_film_is_refused_as_one(tmp_path, container):
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format=container) as film:
        picture = film.add_stream("mpeg4", rate=25)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        sound = film.add_stream("aac", rate=44_100, layout="stereo")
        for _ in range(25):
            film.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 44_100
        film.mux(sound.encode(frame))
        film.mux(picture.encode(None))
        film.mux(sound.encode(None))
    assert refused(path) == "video"


def test_a_flac_bomb_is_refused_by_its_decoded_length_within_seconds(tmp_path):
    """Six hours of silence in four megabytes."""
    path = tmp_path / "song.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=8_000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 65_535), np.int16), format="s16", layout="mono")
        silence.sample_rate = 8_000
        stream.codec_context.options = {}
        for part in range(6 * 3600 * 8_000 // 65_535):
            silence.pts = part * 65_535
            container.mux(stream.encode(silence))
        container.mux(stream.encode(None))
    assert path.stat().st_size < 5_000_000
    started = time.monotonic()
    assert refused(path) == "too_long"
    assert time.monotonic() - started < 10


def test_a_flac_bomb_that_claims_a_second_is_refused_too(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.FLAC, np.zeros((2, 44_100 * 40)))
    data = bytearray(path.read_bytes())
    data[21] = data[21] & 0xF0  # 36 bits that count the samples
    data[22:26] = struct.pack(">I", 44_100)
    path.write_bytes(data)
    assert refused(path, max_duration_s=20) == "too_long"
    assert refused(path) == "duration_lies"


@pytest.mark.parametrize("claimed_s", [60, 10 * 3600])
def test_a_wav_header_that_promises_more_than_there_is_is_refused(tmp_path, claimed_s):
    path = sounds.write(tmp_path / "song", sounds.WAV, tone(44_100))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", claimed_s * 44_100 * 4 % 2**32)
    path.write_bytes(data)
    assert refused(path) == "truncated"


def test_an_mp4_header_that_promises_hours_is_refused(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.AAC, tone(44_100 * 2))
    data = bytearray(path.read_bytes())
    at = data.index(b"stts") + 12  # of the first run of packets: how many, how long each
    data[at + 4 : at + 8] = struct.pack(">I", 44_100 * 60)
    path.write_bytes(data)
    assert refused(path) in {"truncated", "too_long", "unreadable"}


def test_an_mp3_with_junk_before_and_behind_is_taken(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.MP3, tone(44_100 * 3))
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125) + b"APETAGEX" + bytes(100))
    assert 2_900 < processed(path).duration_ms < 3_200


def test_an_mp3_that_does_not_count_its_frames_is_as_long_as_it_sounds(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.MP3, tone(44_100 * 3))
    path.write_bytes(path.read_bytes().replace(b"Info", bytes(4)).replace(b"Xing", bytes(4)))
    assert 2_900 < processed(path).duration_ms < 3_200


def test_a_flac_behind_id3_tags_is_taken(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100))
    path.write_bytes(b"ID3\x03\x00\x00\x00\x00\x01\x00" + bytes(128) + path.read_bytes())
    assert processed(path).codec == "flac"


def test_a_bomb_as_cover_costs_the_cover_and_not_the_song(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.MP3, tone(44_100))
    file = mutagen.File(path)
    file.tags.add(id3.TIT2(encoding=3, text=["Still here"]))
    file.tags.add(id3.APIC(encoding=0, mime="image/png", type=3, desc="", data=bomb()))
    file.save()
    facts = processed(path)
    assert (facts.cover, facts.warnings, facts.tags.title) == (None, ("cover_too_large",), "Still here")


@pytest.mark.parametrize("cover", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html>", b"GIF89a"])
def test_what_is_no_picture_costs_the_cover_and_not_the_song(tmp_path, cover):
    path = sounds.write(tmp_path / "song", sounds.MP3, tone(44_100))
    file = mutagen.File(path)
    file.tags.add(id3.APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=cover))
    file.save()
    facts = processed(path)
    assert (facts.cover, facts.warnings) == (None, ("cover_format",))


def test_broken_tags_cost_the_tags_and_not_the_song(tmp_path):
    path = sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100))
    data = path.read_bytes()
    at = data.index(b"Lavf") - 4  # the vendor's length in the comment block
    path.write_bytes(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :])
    facts = processed(path)
    assert facts.duration_ms == 1000
    assert facts.warnings in {("tags_unreadable",), ()}
    assert facts.tags.title == ""


def test_two_covers_of_the_same_song_are_not_mixed_up_with_the_process(tmp_path):
    """A refused file leaves nothing that hinders the next one in the same folder."""
    (tmp_path / "broken.flac").write_bytes(b"fLaC" + os.urandom(5_000))
    assert refused(tmp_path / "broken.flac") == "unreadable"
    assert processed(sounds.write(tmp_path / "good", sounds.FLAC, tone(44_100))).duration_ms == 1000
