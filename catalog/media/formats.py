"""The formats taken, as people see them before they upload and as FFmpeg and browsers name them."""

from pathlib import Path

from catalog.media.headers import skip_id3
from catalog.media.refusals import Refusal

FORMATS = [
    ("WAV", ".wav"),
    ("FLAC", ".flac"),
    ("AIFF", ".aiff"),
    ("AIFF", ".aif"),
    ("ALAC", ".m4a"),
    ("AAC", ".m4a"),
    ("MP3", ".mp3"),
    ("Ogg Vorbis", ".ogg"),
    ("Opus", ".opus"),
]
EXTENSIONS = tuple(dict.fromkeys(extension for _, extension in FORMATS))
NAMES = tuple(dict.fromkeys(name for name, _ in FORMATS))

# Browsers disagree on these; what the bytes are is decided by the decoder alone.
MIME_TYPES = {
    ".wav": ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    ".flac": ("audio/flac", "audio/x-flac"),
    ".aiff": ("audio/aiff", "audio/x-aiff"),
    ".aif": ("audio/aiff", "audio/x-aiff"),
    ".m4a": ("audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac"),
    ".mp3": ("audio/mpeg", "audio/mp3"),
    ".ogg": ("audio/ogg", "application/ogg", "video/ogg"),
    ".opus": ("audio/ogg", "audio/opus"),
}

DECODERS = frozenset(
    {"flac", "alac", "aac", "mp3", "mp3float", "vorbis", "opus", "libopus"}
    | {f"pcm_{kind}" for kind in ("u8", "s8", "alaw", "mulaw")}
    | {f"pcm_{kind}{end}" for kind in ("s16", "s24", "s32", "f32", "f64") for end in ("le", "be")}
)

_SNIFFED_BYTES = 4096
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_VIDEOS = (b"FLV\x01", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
_OTHER_AUDIO = (b"\x30\x26\xb2\x75", b"MAC ", b"wvPK", b".snd", b"#!AMR", b"TTA1", b"MThd", b"DSD ", b"FRM8")
_WAVES = (b"RIFF", b"RIFX", b"RF64", b"BW64")
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # QuickTime may begin with any
_PLAYLISTS = (b"#extm3u", b"ffconcat", b"[playlist]", b"v=0\r", b"v=0\n")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")


def demuxer_of(path: Path) -> str | None:
    """FFmpeg's name of the format the file begins like, however broken the rest is; None for MP3, which has no mark."""
    with path.open("rb") as file:
        skip_id3(file)
        head = file.read(12)
    if head.startswith(_WAVES) and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] in _MP4_BOXES:
        return "mov"
    return {b"OggS": "ogg", b"fLaC": "flac"}.get(head[:4])


def refuse_what_is_no_audio(path: Path) -> None:
    """Name the obvious before a decoder sees it. Raises Refusal; silence is no promise that it decodes."""
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    if not head:
        raise Refusal("empty")
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise Refusal("archive")
    is_adts = head[0] == 0xFF and len(head) > 1 and head[1] & 0xF6 == 0xF0  # AAC without a container
    if is_adts or head.startswith(_OTHER_AUDIO):
        raise Refusal("format")
    if head.startswith(_VIDEOS) or (head.startswith(b"RIFF") and head[8:12] == b"AVI ") or _is_matroska_video(head):
        raise Refusal("video")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        raise Refusal("format")
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if words.startswith(_PLAYLISTS) or (words.startswith(b"<") and (b"<mpd" in words or b"xspf.org" in words)):
        raise Refusal("playlist")
    if all(byte >= 32 or byte in _TEXT_CONTROLS for byte in head) and not head.startswith((b"ID3", b"\xff")):
        raise Refusal("not_audio")


def _is_matroska_video(head: bytes) -> bool:
    return head.startswith(b"\x1a\x45\xdf\xa3") and any(codec in head for codec in (b"V_VP", b"V_AV1", b"V_MPEG"))
