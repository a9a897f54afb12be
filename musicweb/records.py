"""What events bring: messages of queues, records of tables' streams, and the schedule, to the apps' `events.py`.

What is unknown raises, because an answer would tell AWS that it was done: the record would be lost.
"""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

import accounts.events
import accounts.stale
import catalog.events
import catalog.stale
import musicweb.moderation.events
import playlists.events
import playlists.stale
from musicweb import account_jobs, logs
from musicweb.aws import cdn
from musicweb.aws.errors import AwsError

Event = dict[str, Any]
Failures = dict[str, list[dict[str, str]]]
STREAM_LISTENERS = (
    accounts.events.on_stream_record,
    catalog.events.on_stream_record,
    playlists.events.on_stream_record,
    musicweb.moderation.events.on_stream_record,
    account_jobs.on_stream_record,
    catalog.events.after_stream_record,  # last: when all have mended
)
STALE = (accounts.stale.stale_addresses, catalog.stale.stale_addresses, playlists.stale.stale_addresses)
FAILED = "processing_failed"  # counted by a metric filter: infra/template.yaml
log = logging.getLogger(__name__)


def sweep() -> dict[str, int]:
    """What is due by the schedule: how much of each kind was done."""
    with logs.line("schedule") as facts:
        facts["swept"] = swept = {**catalog.events.sweep(), **playlists.events.sweep(), **account_jobs.sweep()}
        return swept


def handle(event: Event) -> Failures:
    """Raises ValueError for an event nobody handles."""
    records: list[Event] = event.get("Records") or []
    source = records[0].get("eventSource") if records else None
    with logs.line("records", source=_queue_or_table(records), count=len(records)) as facts:
        failures = _handled(event, records, source)
        facts["failed"] = len(failures["batchItemFailures"])
        return failures


def _handled(event: Event, records: list[Event], source: str | None) -> Failures:
    if source == "aws:sqs" and _of_plays(records[0]):
        return playlists.events.on_play_messages(records)
    if source == "aws:sqs":
        return _each(records, _on_message, key=lambda record: record["messageId"])
    if source == "aws:dynamodb":
        return _in_order(records)
    raise ValueError(f"Nobody handles this event: {sorted(event)}, source {source}.")


def _queue_or_table(records: list[Event]) -> str:
    """The end of its address: what metrics and people go by."""
    arn = str(records[0].get("eventSourceARN", "")) if records else ""
    return arn.split(":table/", 1)[1].split("/", 1)[0] if ":table/" in arn else arn.rpartition(":")[2]


def _of_plays(message: Event) -> bool:
    """Whether it comes from the queue of plays; a batch is always of one queue."""
    queue = settings.PLAYS_QUEUE_URL.rpartition("/")[2]
    return bool(queue) and str(message.get("eventSourceARN", "")).endswith(f":{queue}")


def _each(records: list[Event], act: Callable[[Event], None], *, key: Callable[[Event], str]) -> Failures:
    failures = []
    for record in records:
        try:
            act(record)
        except Exception:  # whatever went wrong: it is tried again, and then lies in the dead-letter queue
            log.exception("A message failed", extra={"event": FAILED, "item": key(record)})
            failures.append({"itemIdentifier": key(record)})
    return {"batchItemFailures": failures}


def _on_message(message: Event) -> None:
    for record in _s3_records(json.loads(message["body"])):
        catalog.events.on_upload_record(record)


def _s3_records(body: Event) -> Iterable[Event]:
    if body.get("Event") == "s3:TestEvent":  # S3 asks whether anybody listens; it has no records
        return []
    records: list[Event] = body["Records"]
    return records


def _in_order(records: list[Event]) -> Failures:
    """Up to the first that fails: AWS asks for that one again with all that follow."""
    done: list[Event] = []
    failed = None
    for record in records:
        try:
            for listener in STREAM_LISTENERS:
                listener(record)
        except Exception:  # as above; after the mapping's attempts it is described in the streams' dead-letter queue
            failed = record["dynamodb"]["SequenceNumber"]
            log.exception("A stream record failed", extra={"event": FAILED, "item": failed})
            break
        done.append(record)
    failed = _forgotten_at_the_edge(done) or failed
    return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}


def _forgotten_at_the_edge(records: list[Event]) -> str | None:
    """Has CloudFront forget what these have changed: one request. The first of them where that fails, to be tried again.

    Last, when lists are mended: a page that is asked for right afterwards must not be kept as it was.
    """
    if not settings.DISTRIBUTION_ID:
        return None
    stale = {address for record in records for stale_of in STALE for address in stale_of(record)}
    first = records[0]["dynamodb"]["SequenceNumber"] if records else ""
    try:
        cdn.invalidate(stale, cause=f"{records[0]['eventSourceARN']}/{first}" if records else "")
    except AwsError:
        log.exception("CloudFront did not forget %d addresses", len(stale), extra={"event": FAILED, "item": first})
        return str(first)
    return None
