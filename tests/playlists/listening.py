"""Plays for tests, as the player sends them and as the queue brings them."""

import json
import time
from itertools import count
from typing import Any
from uuid import uuid4

from django.conf import settings
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError

from catalog.models import Song
from musicweb.aws.clients import sqs
from musicweb.dynamo.sessions import SessionStore
from playlists.models import PlayStat
from playlists.services import Play

NOON_MS = int(time.time() // 86400 * 86400 + 43200) * 1000  # of today: no test crosses midnight
_numbers = count()


def a_play(song: Song, **facts: Any) -> Play:
    """Of a visitor of its own, long enough, unless the facts say else; `session_key` makes it somebody's."""
    session_key = facts.pop("session_key", "")
    return Play(
        **{
            "play_id": uuid4().hex,
            "song_id": song.id,
            "listened_ms": 30_000,
            "source": "site",
            "visitor": f"visitor-{next(_numbers)}",
            "session_hash": SessionStore.hash_of(session_key) if session_key else "",
            "at_ms": NOON_MS,
            **facts,
        }
    )


def plays_of(song: Song) -> int:
    return counted_of(song, "plays")


def counted_of(song: Song, name: str, day: str = "") -> int:
    """As the song's counters say: in all, or on a day."""
    stats = [stat for stat in PlayStat.parts_of(f"songs:{song.artist_id}") if stat.name.endswith(song.id)]
    return sum(stat.days.get(day, {}).get(name, 0) if day else int(getattr(stat, name)) for stat in stats)


def queued() -> list[dict[str, Any]]:
    """Take all messages out of the queue of plays: as Lambda gets them."""
    found = []
    while messages := sqs().receive_message(QueueUrl=settings.PLAYS_QUEUE_URL, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs().delete_message(QueueUrl=settings.PLAYS_QUEUE_URL, ReceiptHandle=message["ReceiptHandle"])
            found.append(as_lambda_sends(message["MessageId"], json.loads(message["Body"])))
    return found


def as_lambda_sends(name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": name,
        "body": json.dumps(body),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:musicweb-test-plays",
    }


def transaction_conflict() -> Exception:
    error = {"Code": "TransactionCanceledException", "Message": "another transaction was faster"}
    reasons = [CancellationReason("TransactionConflict")]
    return TransactWriteError(
        "cancelled", VerboseClientError({"Error": error}, "TransactWriteItems", cancellation_reasons=reasons)
    )
