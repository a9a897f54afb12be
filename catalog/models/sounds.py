"""What songs sound like, to find the same sound again: exactly, and by its fingerprint (catalog.media.fingerprint)."""

from django.conf import settings
from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)

from musicweb.dynamo.table import Table


class Original(Table):
    """Which song of an artist has exactly this sound: the first one."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "originals"

    artist_id = UnicodeAttribute(hash_key=True)
    checksum = UnicodeAttribute(range_key=True)  # SHA-256 of the decoded sound
    song_id = UnicodeAttribute()


class Sound(Table):
    """The fingerprint of a song: at most five minutes, 10 KB."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "sounds"

    song_id = UnicodeAttribute(hash_key=True)
    artist_id = UnicodeAttribute()
    checksum = UnicodeAttribute()
    words = BinaryAttribute(legacy_encoding=False, null=True)
    keys = NumberSetAttribute(null=True)  # the words by which SoundWord finds it


class SoundWord(Table):
    """The songs that have a word among their surest ones; not more than tell anything."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "sound_words"

    word = NumberAttribute(hash_key=True)
    song_ids = UnicodeSetAttribute(null=True)
