"""Text as people typed it, made fit for keys: folding for prefix search, slugs for addresses."""

import unicodedata

from slugify import slugify

TAG_LENGTH = 40  # characters
KEY_LENGTH = 100  # characters; a key attribute is at most 1,024 bytes


def fold(words: str) -> str:
    """Lower-case, without marks and outer blanks: “Mưa Đêm” and “mua dem” are the same key."""
    decomposed = unicodedata.normalize("NFKD", words.casefold().replace("đ", "d"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.split())[:KEY_LENGTH]


def slug(words: str) -> str:
    """The readable end of an address; “-” when nothing of the title can be written in ASCII."""
    return slugify(words, max_length=60, word_boundary=True) or "-"


def tag(words: str) -> str:
    """A tag as it is stored, linked and shown: folded, with hyphens between its words; "" for nothing."""
    kept = (character if character.isalnum() or character in "&+'’" else " " for character in fold(words))
    return "-".join("".join(kept).split())
