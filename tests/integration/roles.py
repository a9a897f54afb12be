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
def acting_as(aws: EmbeddedAWS, role: str) -> Iterator[None]:
    """The project's code runs as a function of this role: "Web" or "Worker"."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(STORAGES=settings.STORAGES),  # Django makes its storages anew, with these credentials
    ):
        for name, value in credentials(aws, role).items():
            patch.setenv(name, value)
        patch.setattr(boto3, "DEFAULT_SESSION", None)
        forget_connections()
        yield
    forget_connections()


def credentials(aws: EmbeddedAWS, role: str) -> dict[str, str]:
    """As environment variables."""
    found = aws.role(role).get_credentials()
    return {
        "AWS_ACCESS_KEY_ID": found.access_key,
        "AWS_SECRET_ACCESS_KEY": found.secret_key,
        "AWS_SESSION_TOKEN": found.token,
    }


class WorkerFunction:
    """What Lambda does with the worker function, when the test says so. Only what comes after `forget()` is seen."""

    def __init__(self, aws: EmbeddedAWS, checkpoints: Path):
        self._aws = aws
        self._checkpoints = checkpoints
        self.failed: list[str] = []  # receipts of messages

    def forget(self) -> None:
        """Let go of whatever other tests have left in the queue and the streams."""
        with acting_as(self._aws, "Worker"):
            self._made(lambda event, context: None).run_until_idle()

    def run(self) -> None:
        """Until the queue and the streams are empty; a message that failed stays invisible for a while."""
        with acting_as(self._aws, "Worker"):
            self._made(self._handler).run_until_idle()

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
        with acting_as(self._aws, "Worker"):
            return self._handler({"detail-type": "Scheduled Event"}, None)

    def _made(self, handler: Any) -> Worker:
        return Worker(
            handler,
            queue_url=settings.UPLOAD_QUEUE_URL,
            table_prefix=settings.DYNAMO_PREFIX,
            checkpoints=self._checkpoints,
        )

    def _handler(self, event: Any, context: object) -> Any:
        from musicweb.lambda_handler import handler

        answer = handler(event, context)
        failed = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", ())}
        self.failed += [one["receiptHandle"] for one in event.get("Records", ()) if one.get("messageId") in failed]
        return answer


def waiting(aws: EmbeddedAWS, queue_url: str) -> list[str]:
    """Take all messages out of a queue; their bodies."""
    sqs, bodies = aws.client("sqs"), []
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages"):
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
