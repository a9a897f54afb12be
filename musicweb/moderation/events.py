"""What the streams say of users, songs and cases. Safe to run twice and out of order."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from catalog.models import DECIDED, Case, Song
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.streams import old_and_new, table_of
from musicweb.moderation.services import count, tell_owner, tell_reporters


def on_stream_record(record: dict[str, Any]) -> None:
    """Somebody registered, a song came or went: it is counted. Something was decided: who cares is told."""
    table = table_of(record)
    if table == User.Meta.table_name:
        _user_changed(record, *old_and_new(record, User))
    elif table == Song.Meta.table_name:
        _song_changed(record, *old_and_new(record, Song))
    elif table == Case.Meta.table_name:
        _case_changed(*old_and_new(record, Case))
    elif table == AuditRecord.Meta.table_name:
        _noted(*old_and_new(record, AuditRecord))


def _user_changed(record: dict[str, Any], before: User | None, after: User | None) -> None:
    if before is None and after is not None:
        count(_number(record), day=_day(record), users=1)


def _song_changed(record: dict[str, Any], before: Song | None, after: Song | None) -> None:
    more = _size(after) - _size(before)
    new = before is None and after is not None
    if new or more:
        count(_number(record), day=_day(record), songs=int(new), stored_bytes=more)


def _case_changed(before: Case | None, after: Case | None) -> None:
    if after is not None and after.state == DECIDED and before is not None and before.state != DECIDED:
        tell_reporters(after, round=int(after.round) - 1)


def _noted(before: AuditRecord | None, after: AuditRecord | None) -> None:
    if before is None and after is not None:
        tell_owner(after)


def _size(song: Song | None) -> int:
    return int(song.original_size_bytes or 0) if song is not None else 0


def _number(record: dict[str, Any]) -> str:
    return f"{table_of(record)}:{record['dynamodb']['SequenceNumber']}"


def _day(record: dict[str, Any]) -> str:
    """The day of the change, as the stream has it; that of now where it says none."""
    at = record["dynamodb"].get("ApproximateCreationDateTime")
    return (datetime.fromtimestamp(at, UTC) if at else datetime.now(UTC)).date().isoformat()
