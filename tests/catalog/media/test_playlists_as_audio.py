"""Playlists in the clothes of songs: no address is asked and no other file is read for them."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog.media import process
from catalog.media.child import process_in_child
from catalog.media.formats import refuse_what_is_no_audio
from catalog.media.refusals import Refusal
from tests.catalog.media import sounds
from tests.catalog.media.sounds import tone

HLS = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:10\n#EXTINF:10.0,\n{target}\n#EXT-X-ENDLIST\n"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S">'
    '<Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>{target}</BaseURL>'
    "<SegmentBase/></Representation></AdaptationSet></Period></MPD>"
)
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n"
PLAYLISTS = {
    "HLS": HLS,
    "HLS after blanks": "\ufeff\n" + HLS,
    "ffconcat": "ffconcat version 1.0\nfile '{target}'\n",
    "DASH": DASH,
    "SDP": SDP,
    "PLS": "[playlist]\nFile1={target}\nNumberOfEntries=1\n",
    "XSPF": '<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><location>{target}</location></playlist>',
}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address, and the paths it was asked for."""
    paths: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/song.ts", paths
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("extension", [".mp3", ".flac", ".m4a", ".m3u8"])
@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_is_refused_before_anything_opens_it(tmp_path, name, extension):
    path = tmp_path / f"song{extension}"
    path.write_text(PLAYLISTS[name].format(target="http://127.0.0.1:9/"))
    with pytest.raises(Refusal) as refused:
        refuse_what_is_no_audio(path)
    assert refused.value.code == "playlist"


@pytest.mark.parametrize("name", PLAYLISTS)
def test_no_address_is_asked_for_a_playlist(tmp_path, name, asked):
    address, paths = asked
    path = tmp_path / "song.mp3"
    path.write_text(PLAYLISTS[name].format(target=address))
    with pytest.raises(Refusal) as refused:
        process_in_child(path, tmp_path, timeout_s=20)
    assert (refused.value.code, paths) == ("playlist", [])


@pytest.mark.parametrize("name", PLAYLISTS)
@pytest.mark.parametrize("disguise", [b"\0", b"ID3\x03\x00\x00\x00\x00\x00\x00", b"\x0b"], ids=["NUL", "ID3", "VT"])
def test_a_playlist_that_escapes_the_first_look_does_not_escape_the_decoder(tmp_path, name, disguise, asked):
    address, paths = asked
    path = tmp_path / "song.m3u8"
    path.write_bytes(disguise + PLAYLISTS[name].format(target=address).encode())
    with pytest.raises(Refusal):
        process.run(path, tmp_path, lambda percent: None)
    assert paths == []


@pytest.mark.parametrize("target", ["secret.wav", "file:secret.wav", "file://{folder}/secret.wav"])
@pytest.mark.parametrize("name", ["HLS", "ffconcat", "DASH"])
def test_no_other_file_is_read_for_a_playlist(tmp_path, name, target):
    sounds.write(tmp_path / "secret", sounds.WAV, tone(44_100))
    path = tmp_path / "song.wav"
    path.write_text(PLAYLISTS[name].format(target=target.format(folder=tmp_path)))
    with pytest.raises(Refusal):
        process.run(path, tmp_path, lambda percent: None)
    assert not (tmp_path / "peaks.json").exists()


def test_a_quicktime_file_that_points_to_another_file_is_refused(tmp_path):
    """`rdrf`: QuickTime's reference movies."""

    def box(name: bytes, content: bytes) -> bytes:
        return (len(content) + 8).to_bytes(4, "big") + name + content

    sounds.write(tmp_path / "secret", sounds.WAV, tone(44_100))
    target = b"secret.wav\0"
    reference = box(b"rdrf", bytes(4) + b"url " + len(target).to_bytes(4, "big") + target)
    path: Path = tmp_path / "song.m4a"
    path.write_bytes(box(b"ftyp", b"qt  " + bytes(4)) + box(b"moov", box(b"rmra", box(b"rmda", reference))))
    with pytest.raises(Refusal):
        process.run(path, tmp_path, lambda percent: None)
