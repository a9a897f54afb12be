"""The embedded AWS as the deployed functions meet it: each with the credentials of its own role and no others."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.conf import settings
from django.test import override_settings

from musicweb.local.worker import Worker
from tests.embedded import EmbeddedAWS, forget_connections


@contextmanager
def acting_as(session: boto3.Session) -> Iterator[None]:
    """The project's code runs with the credentials of this session, from `EmbeddedAWS.role`."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(STORAGES=settings.STORAGES),  # Django makes its storages anew, with these credentials
    ):
        for name, value in credentials(session).items():
            patch.setenv(name, value)
        patch.setattr(boto3, "DEFAULT_SESSION", session)
        forget_connections()
        yield
    forget_connections()


def credentials(session: boto3.Session) -> dict[str, str]:
    """As environment variables."""
    found = session.get_credentials()
    return {
        "AWS_ACCESS_KEY_ID": found.access_key,
        "AWS_SECRET_ACCESS_KEY": found.secret_key,
        "AWS_SESSION_TOKEN": found.token,
    }


class WorkerFunction:
    """What Lambda does with the worker function, when the test says so. What was before it is not seen."""

    def __init__(self, aws: EmbeddedAWS, checkpoints: Path):
        self._aws = aws
        self._session = aws.role("Worker")
        self.failed: list[str] = []  # receipts of messages
        self._deaf = True
        with acting_as(self._session):
            self._poller = Worker(
                self._handler,
                queue_url=settings.UPLOAD_QUEUE_URL,
                plays_queue_url=settings.PLAYS_QUEUE_URL,
                table_prefix=settings.DYNAMO_PREFIX,
                checkpoints=checkpoints,
            )
            self._poller.run_until_idle()
        self._deaf = False

    def run(self) -> None:
        """Until the queue and the streams are empty; a message that failed stays invisible for a while."""
        with acting_as(self._session):
            self._poller.run_until_idle()

    def run_again(self) -> None:
        """`run`, as it is when the time of failed messages is over."""
        failed, self.failed = self.failed, []
        for receipt in failed:
            self._aws.client("sqs").change_message_visibility(
                QueueUrl=settings.UPLOAD_QUEUE_URL, ReceiptHandle=receipt, VisibilityTimeout=0
            )
        self.run()

    def sweep(self) -> Any:
        """What the scheduled event mended."""
        with acting_as(self._session):
            return self._handler({"detail-type": "Scheduled Event"}, None)

    def _handler(self, event: Any, context: object) -> Any:
        from musicweb.lambda_handler import handler

        if self._deaf:
            return {}
        answer = handler(event, context)
        failed = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", ())}
        self.failed += [one["receiptHandle"] for one in event.get("Records", ()) if one.get("messageId") in failed]
        return answer


def waiting(aws: EmbeddedAWS, queue_url: str) -> list[str]:
    """Take all messages out of a queue; their bodies."""
    sqs, bodies = aws.client("sqs"), []
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get(
        "Messages"
    ):
        for message in messages:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def say(aws: EmbeddedAWS, body: str | dict[str, Any]) -> None:
    """Put a message into the queue of uploads."""
    text = body if isinstance(body, str) else json.dumps(body)
    aws.client("sqs").send_message(QueueUrl=settings.UPLOAD_QUEUE_URL, MessageBody=text)


def objects(aws: EmbeddedAWS, bucket: str, *within: str) -> list[str]:
    """Keys of the bucket that contain all of these words, as the account's root sees them."""
    pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
    return [key for key in keys if all(word in key for word in within)]
