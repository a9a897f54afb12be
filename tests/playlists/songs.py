"""Songs for the tests of likes."""

from catalog.models import PUBLISHED, READY, Song
from musicweb.ids import new_id


def a_song(title: str = "Rain at night", *, saved: bool = True, **facts: object) -> Song:
    """A public song as a like needs it; in the table too if `saved`."""
    song = Song(
        id=new_id(),
        **{
            "artist_id": "01hzzzzzzzzzzzzzzzzzzzzzza",
            "artist_handle": "lan-anh",
            "artist_name": "Lan Anh",
            "owner_id": "owner",
            "release_id": "01hzzzzzzzzzzzzzzzzzzzzzzr",
            "release_title": "Seasons",
            "title": title,
            "title_key": title.casefold(),
            "status": PUBLISHED,
            "state": READY,
            "listed": "1",
            "cover_rev": "pabcdefghijkl",
            "media_rev": "pABCDEFGHIJKL",
            "duration_ms": 214_000,
            "upload_id": new_id(),
            **facts,
        },
    )
    if saved:
        song.put_new()
    else:
        song.version = 1
    return song
