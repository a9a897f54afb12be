"""Stands in for Lambda's pollers: takes messages and stream records to `musicweb.lambda_handler.handler`.

The shapes of the events and the meaning of the answer are Lambda's, so the handler cannot tell.
"""

import base64
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

STREAMED = ("account_jobs", "artists", "audit", "cases", "playlists", "profiles", "releases", "songs", "users")
LONG_POLL_SECONDS = 20
VISIBILITY_SECONDS = 30
HEARTBEAT_SECONDS = 10
STREAM_POLL_SECONDS = 0.3
SWEEP_SECONDS = 60
STREAM_ATTEMPTS = 10
BATCH = 100
PLAYS_WINDOW_SECONDS = 1  # on AWS 5
RECEIVED_MAX = 10  # SQS hands out no more at once
Handler = Callable[[dict[str, Any], object], Any]
log = logging.getLogger(__name__)


class Worker:
    """Reads the queues of uploads and of plays, and the streams of the STREAMED tables.

    Without `plays_queue_url` that queue is left alone. Checkpoints outlive it when given a file.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        queue_url: str,
        table_prefix: str,
        plays_queue_url: str = "",
        checkpoints: Path | None = None,
    ):
        self._handler = handler
        self._queue_url = queue_url
        self._plays_queue_url = plays_queue_url
        self._sqs = boto3.client("sqs")
        self._streams = [Stream(table_prefix + name) for name in STREAMED]
        self._file = checkpoints
        self._busy = threading.Lock()
        self._stopping = threading.Event()
        if checkpoints and checkpoints.exists():
            known = json.loads(checkpoints.read_text())
            for stream in self._streams:
                stream.reached.update(known.get(stream.table, {}))

    def run(self) -> None:
        """Until `stop()`: returns after the job at hand."""
        loops = (self._queue_loop, self._plays_loop, self._stream_loop, self._sweep_loop)
        for loop in loops:
            threading.Thread(target=self._forever, args=(loop,), daemon=True, name=loop.__name__).start()
        self._stopping.wait()
        with self._busy:
            pass

    def stop(self) -> None:
        self._stopping.set()

    def run_until_idle(self, *, rounds_max: int = 200) -> None:
        """For tests: handle everything that waits in the queues and the streams, in this thread."""
        for _ in range(rounds_max):
            # Both are asked in every round: what one handles may give work to the other.
            if not any([self._messages(wait_seconds=0), self._plays(wait_seconds=0), self._records()]):
                return
        raise RuntimeError("The worker never came to rest: some event makes itself again.")

    def sweep(self) -> None:
        scheduled = {"detail-type": "Scheduled Event", "source": "aws.events", "time": datetime.now(UTC).isoformat()}
        self._handler(scheduled, None)

    # ---- loops ----
    def _forever(self, step: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                step()
            except Exception:  # the emulator may be restarting; a poller of Lambda would not give up either
                if not self._stopping.is_set():
                    log.warning("%s failed and goes on", step.__name__, exc_info=True)
                    self._stopping.wait(1)

    def _queue_loop(self) -> None:
        self._messages(wait_seconds=LONG_POLL_SECONDS)

    def _plays_loop(self) -> None:
        if not self._plays_queue_url:
            self._stopping.wait()
        elif self._plays(wait_seconds=LONG_POLL_SECONDS):
            self._stopping.wait(PLAYS_WINDOW_SECONDS)  # so that those of several listeners come together

    def _stream_loop(self) -> None:
        if not self._records():
            self._stopping.wait(STREAM_POLL_SECONDS)

    def _sweep_loop(self) -> None:
        if not self._stopping.wait(SWEEP_SECONDS):
            self.sweep()

    # ---- the queue ----
    def _messages(self, *, wait_seconds: int) -> bool:
        """Whether there was a message. One at a time: a decode takes a core."""
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=1,
            WaitTimeSeconds=wait_seconds,
            VisibilityTimeout=VISIBILITY_SECONDS,
        )
        for message in answer.get("Messages", []):
            if self._stopping.is_set():
                self._show_again(message["ReceiptHandle"])
                continue
            with self._busy, self._kept_invisible(message["ReceiptHandle"]):
                event = {"Records": [self._as_lambda_sees(message, self._queue_url)]}
                failures = _failures(self._handler(event, None))
            if message["MessageId"] not in failures:
                self._sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"])
        return bool(answer.get("Messages"))

    @contextmanager
    def _kept_invisible(self, receipt: str) -> Iterator[None]:
        """Nobody else gets the message while we work on it; a killed worker's comes back within VISIBILITY_SECONDS."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(HEARTBEAT_SECONDS):
                self._sqs.change_message_visibility(
                    QueueUrl=self._queue_url, ReceiptHandle=receipt, VisibilityTimeout=VISIBILITY_SECONDS
                )

        heart = threading.Thread(target=beat, daemon=True, name="heartbeat")
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()

    def _plays(self, *, wait_seconds: int) -> bool:
        """Whether there was one. Up to BATCH together, as the mapping on AWS collects them."""
        found: list[Any] = []
        while self._plays_queue_url and len(found) < BATCH and not self._stopping.is_set():
            answer = self._sqs.receive_message(
                QueueUrl=self._plays_queue_url,
                MaxNumberOfMessages=RECEIVED_MAX,
                WaitTimeSeconds=0 if found else wait_seconds,
                VisibilityTimeout=VISIBILITY_SECONDS,
            )
            if not answer.get("Messages"):
                break
            found += answer["Messages"]
        if found:
            records = [self._as_lambda_sees(message, self._plays_queue_url) for message in found]
            failures = _failures(self._handler({"Records": records}, None))
            for message in found:
                if message["MessageId"] not in failures:
                    self._sqs.delete_message(QueueUrl=self._plays_queue_url, ReceiptHandle=message["ReceiptHandle"])
        return bool(found)

    def _as_lambda_sees(self, message: Any, queue_url: str) -> dict[str, Any]:
        account, name = queue_url.rsplit("/", 2)[1:]
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{self._sqs.meta.region_name}:{account}:{name}",
        }

    def _show_again(self, receipt: str) -> None:
        self._sqs.change_message_visibility(QueueUrl=self._queue_url, ReceiptHandle=receipt, VisibilityTimeout=0)

    # ---- the streams ----
    def _records(self) -> bool:
        found = False
        for stream in self._streams:
            for shard, records in stream.batches():
                found = True
                failures = _failures(self._handler({"Records": records}, None))
                stream.advance(shard, records, failures)
                self._save()
        return found

    def _save(self) -> None:
        if self._file:
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps({stream.table: stream.reached for stream in self._streams}))
            new.replace(self._file)


class Stream:
    """The stream of one table. `reached` maps a shard to the sequence number of its last handled record."""

    def __init__(self, table: str):
        self.table = table
        self.reached: dict[str, str] = {}
        self._dynamodb = boto3.client("dynamodb")
        self._client = boto3.client("dynamodbstreams")
        self._iterators: dict[str, str] = {}
        self._attempts: dict[str, int] = {}
        self._arn = ""

    def batches(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        self._arn = self._arn or self._dynamodb.describe_table(TableName=self.table)["Table"]["LatestStreamArn"]
        for shard in self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]:
            shard_id = shard["ShardId"]
            answer = self._client.get_records(ShardIterator=self._iterator(shard_id), Limit=BATCH)
            if answer["Records"]:
                yield shard_id, [_as_lambda_sends(record, self._arn) for record in answer["Records"]]
            elif "NextShardIterator" in answer:
                self._iterators[shard_id] = answer["NextShardIterator"]

    def advance(self, shard: str, records: list[dict[str, Any]], failures: set[str]) -> None:
        """Go on behind the last record that was handled, or that failed too often."""
        self._iterators.pop(shard, None)
        for record in records:
            number = record["dynamodb"]["SequenceNumber"]
            if number in failures:
                self._attempts[number] = self._attempts.get(number, 0) + 1
                if self._attempts[number] < STREAM_ATTEMPTS:
                    time.sleep(0.1 * self._attempts[number])
                    return
                log.error("Gave up on record %s of %s.", number, self.table)
                self.reached[shard] = number
                return
            self.reached[shard] = number

    def _iterator(self, shard: str) -> str:
        if shard in self._iterators:
            return self._iterators[shard]
        after = self.reached.get(shard)
        if after:
            try:
                return self._client.get_shard_iterator(
                    StreamArn=self._arn, ShardId=shard, ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=after
                )["ShardIterator"]
            except ClientError:  # of a stream that a killed emulator forgot: handlers may see a record twice
                del self.reached[shard]
        return self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]


def _failures(answer: Any) -> set[str]:
    return {failure["itemIdentifier"] for failure in (answer or {}).get("batchItemFailures", [])}


def _as_lambda_sends(record: Any, arn: str) -> dict[str, Any]:
    """Lambda's event is JSON: bytes in Base64, times as numbers."""
    plain: dict[str, Any] = json.loads(json.dumps({**record, "eventSourceARN": arn}, default=_plain))
    return plain


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} is not expected in a stream record.")
