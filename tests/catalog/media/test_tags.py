"""Tags are words of strangers: kept as words, cleaned of what is no text."""

import base64
import zlib

import mutagen
import pytest
from mutagen import flac, id3, mp4

from catalog.media import tags
from catalog.media.facts import Tags
from tests.catalog.media import sounds
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import tone

WORDS = {
    "title": "Mưa đêm",
    "artist": "Trăng",
    "album": "Bờ kè",
    "album_artist": "Nhiều người",
    "track_number": 3,
    "disc_number": 2,
    "year": 2021,
    "date": "2021-05-01",
    "genre": "Ambient",
    "lyrics": "Một\n\nHai",
}


def song(tmp_path, kind):
    return sounds.write(tmp_path / "song", kind, tone(22_050))


def add_id3(frames) -> None:
    values = {"TIT2": "title", "TPE1": "artist", "TALB": "album", "TPE2": "album_artist", "TCON": "genre"}
    for name, field in values.items():
        frames.add(getattr(id3, name)(encoding=3, text=[WORDS[field]]))
    frames.add(id3.TRCK(encoding=3, text=["3/12"]))
    frames.add(id3.TPOS(encoding=3, text=["2/2"]))
    frames.add(id3.TDRC(encoding=3, text=["2021-05-01"]))
    frames.add(id3.USLT(encoding=3, lang="vie", desc="", text="Một\r\n\r\nHai\r\n"))
    frames.add(id3.APIC(encoding=3, mime="image/png", type=4, desc="back", data=b"back"))
    frames.add(id3.APIC(encoding=3, mime="image/png", type=3, desc="", data=b"front"))


def add_vorbis(comments) -> None:
    comments.update(title="Mưa đêm", artist="Trăng", album="Bờ kè", albumartist="Nhiều người", tracknumber="03")
    comments.update(discnumber="2", date="2021-05-01", genre="Ambient", lyrics="Một\n\nHai")


@pytest.mark.parametrize("kind", [sounds.MP3, sounds.WAV, sounds.AIFF], ids=lambda kind: kind.container)
def test_id3_is_read(tmp_path, kind):
    path = song(tmp_path, kind)
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    add_id3(file.tags)
    file.save()
    assert tags.read(path) == Tags(**WORDS, cover=b"front")


def test_flac_is_read(tmp_path):
    file = flac.FLAC(song(tmp_path, sounds.FLAC))
    add_vorbis(file)
    front = flac.Picture()
    front.type, front.data = 3, picture()
    file.add_picture(front)
    file.save()
    assert tags.read(tmp_path / "song.flac") == Tags(**WORDS, cover=picture())


@pytest.mark.parametrize("kind", [sounds.VORBIS, sounds.OPUS], ids=lambda kind: kind.codec)
def test_ogg_is_read(tmp_path, kind):
    path = sounds.write(tmp_path / "song", kind, tone(24_000, rate_hz=48_000), rate_hz=48_000)
    file = mutagen.File(path)
    add_vorbis(file)
    front = flac.Picture()
    front.type, front.data = 3, b"front"
    file["metadata_block_picture"] = ["!!", base64.b64encode(front.write()).decode()]
    file.save()
    assert tags.read(path) == Tags(**WORDS, cover=b"front")


@pytest.mark.parametrize("kind", [sounds.AAC, sounds.ALAC], ids=lambda kind: kind.codec)
def test_mp4_is_read(tmp_path, kind):
    file = mp4.MP4(song(tmp_path, kind))
    names = {"\xa9nam": "title", "\xa9ART": "artist", "\xa9alb": "album", "aART": "album_artist", "\xa9gen": "genre"}
    file.update({name: [WORDS[field]] for name, field in names.items()})
    file.update({"trkn": [(3, 12)], "disk": [(2, 2)], "\xa9day": ["2021-05-01"], "\xa9lyr": ["Một\n\nHai"]})
    file["covr"] = [mp4.MP4Cover(b"front")]
    file.save()
    assert tags.read(tmp_path / "song.m4a") == Tags(**WORDS, cover=b"front")


def test_a_file_without_tags_has_none(tmp_path):
    assert tags.read(song(tmp_path, sounds.WAV)) == Tags()


def test_many_artists_are_one_line_and_of_many_titles_the_last_is_meant(tmp_path):
    file = flac.FLAC(song(tmp_path, sounds.FLAC))
    file.update(artist=["Ann", "Bo", "Ann"], title=["Another track", "This track"])
    file.save()
    found = tags.read(tmp_path / "song.flac")
    assert (found.artist, found.title) == ("Ann, Bo", "This track")


HOSTILE = {
    "NUL": ("a\0b\x07\x1b[31mc", "ab[31mc"),
    "right-to-left override": ("photo\u202egpj.exe\u2066", "photogpj.exe"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "quotes": ("\"><img src=x onerror='x'>", "\"><img src=x onerror='x'>"),
    "lines": ("one\r\ntwo\u2028three\tfour", "one two three four"),
    "10 kB": ("x" * 10_000, "x" * 200),
    "marks": ("a" + "\u0301" * 10_000, ("á" + "\u0301" * 199)),
    "emoji": ("🎵 family 👩‍👩‍👧", "🎵 family 👩‍👩‍👧"),
    "blank": (" \t\n ", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_shown_as_words(tmp_path, name):
    written, kept = HOSTILE[name]
    file = flac.FLAC(song(tmp_path, sounds.FLAC))
    file.update({field: [written] for field in ("title", "artist", "album", "albumartist", "genre")})
    file.save()
    found = tags.read(tmp_path / "song.flac")
    assert {found.title, found.artist, found.album, found.album_artist, found.genre} == {kept}


def test_lyrics_keep_lines_and_lose_the_rest(tmp_path):
    file = flac.FLAC(song(tmp_path, sounds.FLAC))
    file["lyrics"] = "\n\none\0  \r\n\r\ntwo\u202e\n" + "x" * 30_000
    file.save()
    lyrics = tags.read(tmp_path / "song.flac").lyrics
    assert lyrics.startswith("one\n\ntwo\nxxx")
    assert len(lyrics) == 20_000


@pytest.mark.parametrize("written", ["0", "-4", "abc", "", "99999", "٣", "1" * 5_000])
def test_numbers_that_are_none_are_none(tmp_path, written):
    file = flac.FLAC(song(tmp_path, sounds.FLAC))
    file.update(tracknumber=written, discnumber=written, date=written)
    file.save()
    found = tags.read(tmp_path / "song.flac")
    assert (found.track_number, found.disc_number, found.year) == (None, None, None)


@pytest.mark.parametrize("size", [0, 40, 300, 2_000])
def test_broken_tags_are_told(tmp_path, size):
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"TIT2\xff\xff\xff\xff\x00\x08" + zlib.compress(b"x")[:size])
    with pytest.raises(tags.Unreadable):
        tags.read(path)
