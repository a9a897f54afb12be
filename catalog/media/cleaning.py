"""Words found in files, made fit to be stored and shown. They stay words: escaping is the template's part."""

import re
import unicodedata
from datetime import date

WORDS_LENGTH = 200
LYRICS_LENGTH = 20_000

# Embeddings and overrides reach beyond their own text and swap what stands beside it.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNWRITABLE = ("Cc", "Cs")  # control characters and lone surrogates


def clean(words: object, *, length: int = WORDS_LENGTH) -> str:
    """One line of at most `length` characters."""
    return " ".join(_printable(words, length * 4).split())[:length].rstrip()


def clean_lyrics(words: object, *, length: int = LYRICS_LENGTH) -> str:
    """Lines as they are, at most `length` characters together."""
    lines = _printable(words, length * 4).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")[:length].rstrip()


def number(words: object, *, largest: int = 9_999) -> int | None:
    """The number “3/12”, “03” or “2019-05-01” begins with; None when there is none from 1 to `largest`."""
    found = re.match(r"\s*(\d{1,6})", str(words)[:40], re.ASCII)
    value = int(found.group(1)) if found else 0
    return value if 1 <= value <= largest else None


def day(words: object) -> str:
    """The day “2019-05-01” or “2019-05-01T10:00” begins with; "" when it is none."""
    try:
        return date.fromisoformat(str(words)[:10]).isoformat()
    except ValueError:
        return ""


def _printable(words: object, length: int) -> str:
    # Cut first: normalising megabytes of combining marks takes its time.
    text = str(words)[:length].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _REORDERING.sub("", unicodedata.normalize("NFC", text))
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _UNWRITABLE)
