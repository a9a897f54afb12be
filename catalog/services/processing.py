"""An uploaded file becomes a song or a cover, once, however often and in whatever order it is asked for.

Everything is made under a revision that nobody knows yet; one transaction, which holds only while the
lease is ours, makes it the song's. Killed at any point, the next run starts again and tidies up.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files import File

from catalog import addresses
from catalog.media.facts import Facts, Limits
from catalog.media.refusals import Refusal
from catalog.models import DEAD, READY, REJECTED, REMOVED, STARTED, Release, Song, SongText, Upload
from musicweb.aws.errors import Missing
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import TRIES

from .acceptance import accept, uploaded
from .covers import set_cover
from .leases import ATTEMPTS_MAX, Lease, LostLease, take_lease
from .listing import Also, change_song, song_would_be_open
from .outcomes import clear_replacement, mark_dead, ready_with, reject, revive
from .pictures import keep_picture
from .prefilling import prefill_release, tags_for_song
from .removal import clear_song
from .replacing import clear_runs, exchanging, fields_of_replacement, files_to_replace, superseded
from .scope import media
from .settle import settle_song
from .similarity import note_sound

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    """One run: the lease, and a folder of its own."""

    lease: Lease
    source: Path
    out: Path

    @property
    def upload(self) -> Upload:
        return self.lease.upload


def process_upload(key: str) -> None:
    """What the object of this key in the upload bucket asks for. Safe twice, out of order and after a kill.

    Returns when there is nothing left to do for this message; raises what may pass, so that it returns.
    """
    upload = _upload_of(key)
    if upload is None:
        logger.warning("no upload has the key %s", key)
        uploaded().delete_all([key])  # of an account that was deleted: every grant is noted before it is given
        return
    if upload.state == STARTED and not accept(upload):
        return  # deleted meanwhile; a completed upload would be there
    if upload.state in (READY, REJECTED):
        uploaded().delete_all([key])
        return
    if upload.state == DEAD:
        revive(upload)  # its message was put back from the dead letters
    lease = take_lease(upload)
    if lease is None:
        # Somebody works on it. Should they die, their message returns, or the sweep finds the lease.
        logger.info("upload %s is being processed already", upload.id)
        return
    with _dead_after_the_last(lease), lease:
        _run(lease)
    uploaded().delete_all([key])


@contextmanager
def _dead_after_the_last(lease: Lease) -> Iterator[None]:
    failed = True
    try:
        yield
        failed = False
    finally:
        if failed and lease.attempts >= ATTEMPTS_MAX and not lease.lost:
            mark_dead(lease.upload.id)


def _run(lease: Lease) -> None:
    upload = lease.upload
    suffix = Path(upload.filename).suffix.lower()
    with TemporaryDirectory(prefix="job-") as folder:
        job = Job(lease, Path(folder) / f"source{suffix}", Path(folder) / "out")
        job.out.mkdir()
        try:
            uploaded().download(upload.object_key, job.source)
            if upload.purpose == "audio":
                _make_song(job)
            else:
                _make_picture(job)
        except Refusal as refusal:
            reject(lease, refusal.code)
        except Missing:
            reject(lease, "not_arrived")
        except LostLease:
            logger.info("upload %s was taken over", upload.id)


def _make_picture(job: Job) -> None:
    from catalog.media.child import render_in_child  # what serves pages starts no child, and starts lighter without

    picture = render_in_child(job.source, job.out, shape=job.upload.purpose, limits=_limits())
    job.lease.stop()
    try:
        done = keep_picture(job.upload, picture, job.out, also=ready_with(job.lease))
    except Conflict as error:
        raise LostLease(job.upload.id) from error
    if not done:
        reject(job.lease, "removed")


def _make_song(job: Job) -> None:
    from catalog.media.child import process_in_child

    facts = process_in_child(
        job.source,
        job.out,
        timeout_s=settings.PROCESSING_TIMEOUT_SECONDS,
        progress=job.lease.report,
        limits=_limits(),
        with_cover=_lacks_cover(job.upload),
    )
    song = Song.fetch(job.upload.song_id or "")
    if song.status == REMOVED:
        reject(job.lease, "removed")
        return
    if superseded(job.upload, song):
        reject(job.lease, "superseded")
        return
    public = song_would_be_open(song, {"state": READY, "media_rev": "p"})
    revision = addresses.new_revision(public=public, maker=job.upload.id if job.upload.replaces else "")
    if job.lease.attempts > 1:
        _clear_up(song, job.upload)
    committed = False
    try:
        _store(job, song, revision)
        job.lease.report(100)
        if facts.cover:  # before the commit: nobody does it after a kill
            set_cover(song.release_id, facts.cover.files(job.out), facts.cover.color, only_first=True)
        same = note_sound(song, facts, token=job.upload.id)  # before the commit, too
        job.lease.stop()
        committed = _commit(job, facts, revision, same)
    finally:
        # Asked, not concluded from a failure: the commit's answer may be what was lost.
        if not committed and Song.fetch(song.id).media_rev != revision:
            media().delete_all(media().under(addresses.song_prefix(song.artist_id, song.id, revision)))
            if job.upload.replaces and Upload.fetch(job.upload.id).state == REJECTED:
                clear_replacement(job.upload)  # copied after it was given up
    if not committed:
        raise LostLease(job.upload.id)
    if not job.upload.replaces:
        prefill_release(song.release_id, facts.tags)
    settle_song(song.id)


def _lacks_cover(upload: Upload) -> bool:
    """Whether an embedded cover could become the release's. One that is there is exchanged, never taken away."""
    if upload.replaces:
        return False
    try:
        return not Release.fetch(upload.release_id or "").cover_rev
    except NotFound:
        return False


def _store(job: Job, song: Song, revision: str) -> None:
    for name in addresses.RENDITIONS:
        with (job.out / name).open("rb") as file:
            media().save(addresses.song_key(song.artist_id, song.id, revision, name), File(file))
        job.lease.report(99)
    original = addresses.original_key(song.artist_id, song.id, job.upload.id if job.upload.replaces else None)
    media().copy_in(uploaded(), job.upload.object_key, original)


def _clear_up(song: Song, upload: Upload) -> None:
    """What runs before this one left behind; a song that is there already has revisions of others, too."""
    if upload.replaces:
        clear_runs(song, upload)
        return
    for prefix in addresses.song_prefixes(song.artist_id, song.id):
        kept = f"{prefix}{song.media_rev}/" if song.media_rev else None
        media().delete_all([name for name in media().under(prefix) if not (kept and name.startswith(kept))])


def _commit(job: Job, facts: Facts, revision: str, same: str | None) -> bool:
    """False when the lease is not ours any more."""
    for _ in range(TRIES):
        song = Song.fetch(job.upload.song_id or "")
        if song.status == REMOVED:
            reject(job.lease, "removed")
            clear_song(song)  # its original, just copied
            return False
        if superseded(job.upload, song):
            reject(job.lease, "superseded")
            return False
        fields = {
            "state": READY,
            "reason": None,
            "media_rev": revision,
            "duration_ms": facts.duration_ms,
            "loudness_lufs": facts.loudness_lufs,
            "true_peak_dbtp": facts.true_peak_dbtp,
            "duplicate_of": same,
            "awaits_tags": None,
            **tags_for_song(song, facts.tags),
            **(fields_of_replacement(job.upload) if job.upload.replaces else {}),
        }
        lyrics = facts.tags.lyrics if fields.get("has_lyrics") else ""

        exchanged = exchanging(job.upload, song)

        def with_it(writes: Any, lyrics: str = lyrics, exchanged: Also = exchanged) -> None:
            ready_with(job.lease)(writes)
            exchanged(writes)
            if lyrics:
                writes.save(SongText(job.upload.song_id, lyrics=lyrics))

        before = files_to_replace(job.upload, song)
        try:
            change_song(song, also=with_it, **fields)
        except Conflict:
            if Upload.fetch(job.upload.id).lease_token != job.lease.token:
                return False
            continue  # the artist edited it at the same moment
        media().delete_all(before)  # after a kill here the stream does it
        return True
    raise Conflict(f"Song {job.upload.song_id} changed again and again.")


def _upload_of(key: str) -> Upload | None:
    try:
        upload = Upload.fetch(key.rpartition("/")[2])
    except NotFound:
        return None
    return upload if upload.object_key == key else None


def _limits() -> Limits:
    return Limits(
        max_duration_s=settings.SONG_MAX_SECONDS,
        cover_max_bytes=settings.COVER_MAX_BYTES,
        cover_max_pixels=settings.COVER_MAX_PIXELS,
    )
