"""Is this song here already? The same sound of the same artist is said to the artist; a sound like another
artist's is put before the moderators, who decide. Nothing is refused by a machine.

A song costs one batch of at most 64 gets, one of at most CANDIDATES, and at most 66 writes, whatever the number
of songs. Everything is safe to repeat.
"""

from base64 import b64decode
from collections import Counter
from contextlib import suppress

from pynamodb.expressions.condition import size
from pynamodb.expressions.operand import Path

from catalog.media.facts import Facts
from catalog.models import REMOVED, Original, Song, Sound, SoundWord
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound

from .reports import SIMILARITY, report

SHARED = 3  # words that two songs must share before they are compared
CANDIDATES = 8
SONGS_OF_A_WORD = 50  # a word of more songs tells nothing; the rest is not noted


def note_sound(song: Song, facts: Facts, *, token: str) -> str | None:
    """Remember what a song sounds like. The id of the artist's song with exactly this sound, if there is one.

    A sound like a song of somebody else is reported, once for each `token`.
    """
    words = b64decode(facts.print_words)
    if alike := _alike(song, words, facts.print_keys):
        _report(song, alike, token)
    same = _first_with(song, facts.checksum)
    sound = Sound(song.id, artist_id=song.artist_id, checksum=facts.checksum)
    if facts.print_keys:
        sound.words, sound.keys = words, set(facts.print_keys)
    _forget_former(sound)
    sound.put()
    for word in facts.print_keys:
        _add(word, song.id)
    return same


def forget_sound(song: Song) -> None:
    """Of a removed song: nothing is compared with it any more."""
    try:
        sound = Sound.fetch(song.id)
    except NotFound:
        return
    _forget(sound)
    sound.remove()


def _alike(song: Song, words: bytes, keys: tuple[int, ...]) -> list[tuple[Song, float]]:
    """Songs of other artists that sound the same, and how much they differ; the likest first."""
    if not keys:
        return []
    found = [row for row in get_together([Want(SoundWord, key) for key in keys]) if row]
    shared = Counter(song_id for row in found for song_id in row.song_ids or ())
    likely = [
        song_id for song_id, count in shared.most_common(CANDIDATES + 1) if count >= SHARED and song_id != song.id
    ]
    sounds = get_together([Want(Sound, song_id) for song_id in likely]) if likely else []
    from catalog.media.fingerprint import SAME, difference  # only the worker has PyAV and numpy

    near = {sound.song_id: difference(words, sound.words) for sound in sounds if sound and sound.words}
    near = {song_id: apart for song_id, apart in near.items() if apart <= SAME}
    songs = get_together([Want(Song, song_id) for song_id in near]) if near else []
    others = [other for other in songs if other and other.status != REMOVED and _of_somebody_else(song, other)]
    return sorted(((other, near[other.id]) for other in others), key=lambda pair: pair[1])


def _of_somebody_else(song: Song, other: Song) -> bool:
    return bool(other.artist_id != song.artist_id and other.owner_id != song.owner_id)


def _report(song: Song, alike: list[tuple[Song, float]], token: str) -> None:
    lines = [
        f"It sounds like “{other.title}” by {other.artist_name} (/songs/{other.id}-/): {apart:.0%} of the fingerprint differs."
        for other, apart in alike
    ]
    report(
        kind="song",
        id=song.id,
        title=song.title,
        owner_id=song.owner_id,
        reason=SIMILARITY,
        text="\n".join(lines),
        token=token,
    )


def _first_with(song: Song, checksum: str) -> str | None:
    """The other song of this artist with this sound; where there is none this one is the first from now on."""
    first = Original(song.artist_id, checksum, song_id=song.id)
    try:
        first.put(condition=Original.song_id.does_not_exist() | (Original.song_id == song.id))
        return None
    except Conflict:
        other_id: str = Original.fetch(song.artist_id, checksum).song_id
    try:
        if Song.fetch(other_id).status != REMOVED:
            return other_id
    except NotFound:
        pass
    first.put()
    return None


def _forget_former(sound: Sound) -> None:
    """What the song sounded like before its file was replaced, where that differs."""
    try:
        former = Sound.fetch(sound.song_id)
    except NotFound:
        return
    _forget(former, but_for=sound)


def _forget(sound: Sound, but_for: Sound | None = None) -> None:
    for word in (sound.keys or set()) - (but_for.keys or set() if but_for else set()):
        SoundWord(word).change(SoundWord.song_ids.delete({sound.song_id}))
    if but_for is None or but_for.checksum != sound.checksum:
        with suppress(Conflict):  # another song had this sound first
            Original(sound.artist_id, sound.checksum).remove(condition=Original.song_id == sound.song_id)


def _add(word: int, song_id: str) -> None:
    room = SoundWord.song_ids.does_not_exist() | (size(Path("song_ids")) < SONGS_OF_A_WORD)
    try:
        SoundWord(word).change(SoundWord.song_ids.add({song_id}), condition=room)
    except Conflict:
        return  # too common a word to tell anything
