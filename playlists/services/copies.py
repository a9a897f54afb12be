"""What likes, entries of playlists and histories repeat of a song, so that their lists read nothing else.

Each model names its attributes as Song does. A fact that the song lacks is absent from the copy.
"""

from typing import Any

from catalog.models import Song

SHOWN = (
    *("title", "artist_id", "artist_handle", "artist_name", "release_id", "cover_rev", "cover_color"),
    *("media_rev", "duration_ms", "loudness_lufs", "true_peak_dbtp"),
)


def facts_of(song: Song, *, for_others: bool = False) -> dict[str, Any]:
    """What a copy has, None for what it lacks; `hidden` is True or None.

    One's own likes and history show whatever one may open, so also what only a link leads to. A list
    that others read (`for_others`) shows what is public.
    """
    seen = song.listed if for_others else song.is_open
    return {
        **{name: getattr(song, name) for name in SHOWN},
        "explicit": song.explicit or None,
        "hidden": None if seen else True,
        "song_version": song.version,
    }


def looks_other(before: Song, after: Song) -> bool:
    """Whether any copy of the song has to be mended."""
    return any(_shown(before, for_others=which) != _shown(after, for_others=which) for which in (False, True))


def _shown(song: Song, *, for_others: bool) -> dict[str, Any]:
    return {**facts_of(song, for_others=for_others), "song_version": None}
