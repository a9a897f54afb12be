"""What queues and streams bring to the worker: doubled, in any order, late, and again after a failure, four times at most."""

import json
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3
from django.conf import settings

from catalog.models import Upload, UploadLease
from catalog.services import sweeping
from musicweb.aws.errors import AwsError
from musicweb.dynamo.errors import DynamoError
from musicweb.lambda_handler import handler
from tests.chaos.faults import Faults, Killed
from tests.playlists.listening import as_lambda_sends

DOUBLED, KILLED, LATE_MAX, RECEIVES_MAX = 0.3, 0.08, 25, 4
SWEEPS, POLLED_EVERY, PLAYS_A_BATCH = 6, 10, 7  # acts, acts, messages
UPLOAD, PLAY, STREAM = "upload", "play", "stream"


@dataclass(eq=False)  # a doubled one has a twin
class Delivery:
    kind: str
    record: dict[str, Any]
    due: int
    receives: int = 0


class Deliveries:
    def __init__(self, seed: int, faults: Faults):
        self._dice = random.Random(f"deliveries {seed}")
        self._faults = faults
        self._plain = boto3.client("sqs")  # AWS's own side of the queue has no faults
        self._waiting: list[Delivery] = []
        self._now = 0
        self.dead: list[Delivery] = []
        self.counts: Counter[str] = Counter()

    def add(self, kind: str, record: dict[str, Any]) -> None:
        for _ in range(2 if self._dice.random() < DOUBLED else 1):
            self._waiting.append(Delivery(kind, record, self._now + self._dice.randint(0, LATE_MAX)))
            self.counts[kind] += 1

    def add_upload(self, upload: Upload) -> None:
        named = {"bucket": {"name": settings.UPLOAD_BUCKET}, "object": {"key": upload.object_key, "sequencer": "00"}}
        record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": named}
        self.add(UPLOAD, {"messageId": upload.id, "eventSource": "aws:sqs", "body": json.dumps({"Records": [record]})})

    def tick(self) -> None:
        """One act later: whatever is due now arrives."""
        self._now += 1
        if self._now % POLLED_EVERY == 0:
            self._take_plays()
        due = [one for one in self._waiting if one.due <= self._now]
        self._dice.shuffle(due)
        for one in due:
            self._waiting.remove(one)
        plays = [one for one in due if one.kind == PLAY]
        for some in ([one] for one in due if one.kind != PLAY):
            self._deliver(some)
        while plays:
            batch, plays = plays[:PLAYS_A_BATCH], plays[PLAYS_A_BATCH:]
            self._deliver(batch)

    def drain(self) -> None:
        """All of it, and what the sweep finds when every lease is over and every event counts as lost."""
        for _ in range(SWEEPS):
            self._take_plays()
            while self._waiting:
                self.tick()
            with patch.object(sweeping, "LOST_SECONDS", -1), patch.object(sweeping, "SILENT_SECONDS", -3600):
                self._sweep()

    def _sweep(self) -> None:
        try:
            with self._faults.worker(share_killed=KILLED):
                handler({"detail-type": "Scheduled Event"}, None)
        except (Killed, DynamoError, AwsError):
            self.counts["sweeps that failed"] += 1  # the next one, five minutes later, does it
        for message in self._taken(settings.UPLOAD_QUEUE_URL):
            key = json.loads(message["Body"])["Records"][0]["s3"]["object"]["key"]
            self.counts["found by the sweep"] += 1
            self.add(UPLOAD, {"messageId": key.rpartition("/")[2], "eventSource": "aws:sqs", "body": message["Body"]})

    def _take_plays(self) -> None:
        for message in self._taken(settings.PLAYS_QUEUE_URL):
            self.add(PLAY, as_lambda_sends(message["MessageId"], json.loads(message["Body"])))

    def _taken(self, queue_url: str) -> list[Any]:
        found = []
        while messages := self._plain.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._plain.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            found += messages
        return found

    def _deliver(self, batch: list[Delivery]) -> None:
        for one in batch:
            one.receives += 1
        try:
            with self._faults.worker(share_killed=KILLED):
                answer = handler({"Records": [one.record for one in batch]}, None)["batchItemFailures"]
                names = {failure["itemIdentifier"] for failure in answer}
                failed = [
                    one for one in batch if (one.kind == STREAM and names) or one.record.get("messageId") in names
                ]
        except Killed:
            failed = batch
            for one in batch:
                self._end_lease(one)
        for one in failed:
            self._again(one)

    def _again(self, one: Delivery) -> None:
        if one.receives >= RECEIVES_MAX and one.kind != STREAM:  # a stream's record is tried for hours
            self.dead.append(one)
            return
        self._waiting.append(Delivery(one.kind, one.record, self._now + self._dice.randint(1, LATE_MAX), one.receives))
        self.counts["again"] += 1

    def _end_lease(self, one: Delivery) -> None:
        """A message comes back later than the lease of the dead worker lasts."""
        if one.kind != UPLOAD:
            return
        self._faults.on = False
        upload_id = one.record["messageId"]
        if Upload.fetch(upload_id).state == "processing":
            UploadLease(upload_id).change(UploadLease.lease_until.set(0))
        self._faults.on = True
