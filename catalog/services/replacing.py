"""A song gets another file and stays itself: its id, and with that its address, likes and statistics.

Until the new renditions are ready the old ones are played. The transaction that makes the new revision the
song's also gives back the bytes of the old original; the old files are deleted after it. The song's
`replacement_id` names the file that arrived last: only that one may replace, whatever the order of messages.
"""

from typing import Any

from accounts.services import releasing
from catalog import addresses
from catalog.models import Song, Upload

from .listing import Also
from .scope import media, original_file, song_files


def superseded(upload: Upload, song: Song) -> bool:
    """Whether a later file is to replace the song's instead."""
    return bool(upload.replaces) and song.replacement_id != upload.id


def fields_of_replacement(upload: Upload) -> dict[str, Any]:
    """Of the song, beside what every processed file changes."""
    return {
        "upload_id": upload.id,
        "replaced_by": upload.id,
        "replacement_id": None,
        "original_name": upload.filename,
        "original_size_bytes": int(upload.size_bytes),
    }


def exchanging(upload: Upload, song: Song) -> Also:
    """In the same transaction: the song's bytes are the new file's, counted for whoever owns the song by now."""
    old_bytes, new_bytes = int(song.original_size_bytes), int(upload.size_bytes)
    payer_id, owner_id = upload.owner_id, song.owner_id

    def with_it(writes: Any) -> None:
        if not upload.replaces:
            return
        if payer_id == owner_id:
            releasing(writes, owner_id, old_bytes)
        else:  # the artist was handed over meanwhile; the old bytes went along
            releasing(writes, payer_id, new_bytes)
            releasing(writes, owner_id, old_bytes - new_bytes)

    return with_it


def files_to_replace(upload: Upload, song: Song) -> list[str]:
    """Of the song as it was read: what nobody needs once the new file is ready. Nothing for a first file."""
    if not upload.replaces:
        return []
    renditions = song_files(song, song.media_rev) if song.media_rev else []
    return [*renditions, original_file(song)]


def clear_runs(song: Song, upload: Upload) -> None:
    """Delete the renditions that earlier runs of this upload left; the revision in use is none of them."""
    for prefix in addresses.song_prefixes(song.artist_id, song.id):
        names = media().under(prefix)
        media().delete_all([name for name in names if name.removeprefix(prefix)[1:].startswith(upload.id)])
