"""After the emulator was killed: its tables went back to their last saved state, its objects did not.

Removes songs whose renditions are gone and objects that no row names, and says what it removed.
Uploads that were waiting are queued again by the worker's sweep.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any


def reconcile() -> list[str]:
    """What was removed, one line each."""
    from django.conf import settings

    from catalog import addresses, services
    from catalog.models import Release, Song, Upload
    from musicweb.local import stack

    s3 = stack.client("s3", os.environ["AWS_ENDPOINT_URL"])
    stored = set(_keys(s3, settings.MEDIA_BUCKET))
    lines, wanted = [], set[str]()
    for song in _every(Song, "song"):
        prefix = song.media_rev and addresses.song_prefix(song.artist_id, song.id, song.media_rev)
        renditions = {prefix + name for name in addresses.RENDITIONS} if prefix else set()
        if renditions <= stored:
            wanted |= renditions | {addresses.original_key(*song.original_place)}
        else:
            services.remove_song(song=song)
            lines.append(f"the song “{song.title}”, whose sound is gone")
    for release in _every(Release, "release"):
        if release.cover_rev:
            wanted |= set(addresses.cover_keys(release.artist_id, release.id, release.cover_rev))
    uploads = {upload.object_key for upload in _every(Upload, "upload")}
    for bucket, orphans in (
        (settings.MEDIA_BUCKET, stored - wanted),
        (settings.UPLOAD_BUCKET, set(_keys(s3, settings.UPLOAD_BUCKET)) - uploads),
    ):
        for key in sorted(orphans):
            s3.delete_object(Bucket=bucket, Key=key)
        if orphans:
            lines.append(f"{len(orphans)} objects of {bucket} that belong to nothing")
    return lines


def _every(model: Any, kind: str) -> Iterator[Any]:
    after = None
    while True:
        page = model.page(model.by_created, kind, limit=100, after=after)
        for row in page:
            yield model.fetch(row.id)
        after = page.next
        if after is None:
            return


def _keys(s3: Any, bucket: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from (entry["Key"] for entry in page.get("Contents", []))


def main() -> int:
    import django

    from musicweb.local.environment import load
    from musicweb.local.leash import follow_owner

    follow_owner(lambda: os._exit(1))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
    sys.argv[1:] = ["reconcile"]
    load()
    django.setup()
    for line in reconcile() or ["nothing: rows and objects agree"]:
        print(f"  removed {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
