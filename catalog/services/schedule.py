"""Releases that publish themselves on their day: waiting for it, and being published by the sweep.

What waits is in a sparse index. The sweep reads each release again, so it publishes exactly those that
still wait and whose moment has come, however often it runs and however many run at once.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from catalog.errors import Refused
from catalog.models import DRAFT, PUBLISHED, SCHEDULED, Release
from musicweb.dynamo.retrying import again_on_conflict

from .scope import change_release_and_place
from .settle import present_artist, settle_release

WAITING = "1"
TOGETHER = 100  # in one sweep; the next goes on
NOT_WAITING: dict[str, Any] = {"scheduled": None, "publish_at": None}


def moment_of(release_date: str | None) -> datetime | None:
    """When a release of this day publishes itself: its midnight in UTC, or None where that has come."""
    if not release_date:
        return None
    moment = datetime.combine(date.fromisoformat(release_date), time(), UTC)
    return moment if moment > timezone.now() else None


def wanted_by(release: Release) -> dict[str, Any]:
    """What publishing it means today: published, or waiting for its day."""
    moment = moment_of(release.release_date)
    if moment is None or release.status == PUBLISHED:
        return {"status": PUBLISHED, **NOT_WAITING}
    return {"status": SCHEDULED, "scheduled": WAITING, "publish_at": moment}


def rescheduled(release: Release, fields: dict[str, Any]) -> dict[str, Any]:
    """What follows from a new date in `fields`. Raises Refused("date_ahead") where it is published already."""
    if fields.get("release_date", release.release_date) == release.release_date:
        return {}
    moment = moment_of(fields["release_date"])
    if release.status == PUBLISHED and moment:
        raise Refused("date_ahead")
    if release.status != SCHEDULED:
        return {}
    if moment:
        return {"publish_at": moment}
    return {"status": PUBLISHED if fields["release_date"] else DRAFT, **NOT_WAITING}


def publish_due() -> int:
    """Publish what has waited until now; how many. Safe to repeat."""
    due = Release.publish_at <= timezone.now()
    waiting = Release.page(Release.scheduled_by_time, WAITING, limit=TOGETHER, where=due)
    return sum(_published(found.id) for found in waiting)


def _published(release_id: str) -> bool:
    def act() -> bool:
        release = Release.fetch(release_id)  # the index may lag
        if release.status != SCHEDULED or release.publish_at is None or release.publish_at > timezone.now():
            return False
        artist = present_artist(release.artist_handle)
        change_release_and_place(
            release,
            artist_public=artist is not None and not artist.withdrawn,
            hidden=False if release.published_at else None,
            status=PUBLISHED,
            published_at=release.published_at or release.publish_at,
            **NOT_WAITING,
        )
        return True

    done = again_on_conflict(act)
    if done:
        settle_release(release_id)
    return done
