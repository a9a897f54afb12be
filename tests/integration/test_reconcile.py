"""After a kill rows and objects are from different moments: what has lost its other half goes."""

import uuid

from django.conf import settings

from catalog import services
from catalog.models import REMOVED, Release, Song
from musicweb.local.importing import Album, Importer, Owner
from musicweb.local.reconcile import reconcile
from tests.integration.test_importing import write_flac

ORPHAN = "public/nobody/songs/nothing/pAAAAAAAAAAAA/aac.m4a"


def test_songs_without_sound_and_objects_without_rows_are_removed_and_whole_ones_stay(aws, worker, tmp_path):
    artist = services.create_artist(owner=Owner(uuid.uuid4().hex), handle=f"lost-{uuid.uuid4().hex[:8]}", name="Lost")
    for name in ("kept", "lost"):
        write_flac(tmp_path / f"{name}.flac", title=name)
    importer = Importer(artist, waited=worker.run_until_idle)
    importer.add(Album("Halves", [tmp_path / "kept.flac", tmp_path / "lost.flac"]))
    worker.run_until_idle()
    release = next(iter(Release.page(Release.by_artist, artist.id, limit=1)))
    songs = {song.title: song for song in map(Song.fetch, Release.fetch(release.id).tracks.as_dict())}
    s3 = aws.client("s3")
    lost = f"public/{artist.id}/songs/{songs['lost'].id}/{songs['lost'].media_rev}/opus.webm"
    s3.delete_object(Bucket=settings.MEDIA_BUCKET, Key=lost)
    s3.put_object(Bucket=settings.MEDIA_BUCKET, Key=ORPHAN, Body=b"x")

    said = reconcile()

    assert [line for line in said if "“lost”" in line]
    assert not [line for line in said if "“kept”" in line]
    assert Song.fetch(songs["lost"].id).status == REMOVED
    kept = f"public/{artist.id}/songs/{songs['kept'].id}/{songs['kept'].media_rev}/"
    left = [entry["Key"] for entry in s3.list_objects_v2(Bucket=settings.MEDIA_BUCKET)["Contents"]]
    assert len([key for key in left if key.startswith(kept)]) == 3
    assert f"private/{artist.id}/originals/{songs['kept'].id}" in left
    assert ORPHAN not in left
