"""Putting work into a queue: of our own kinds, and in the shape in which S3 itself does."""

import json
from collections.abc import Mapping
from urllib.parse import quote_plus, unquote_plus

from .clients import sqs
from .errors import translated


def send(queue_url: str, body: Mapping[str, object]) -> None:
    """One message, which is kept once this returns. Raises Unavailable."""
    with translated():
        sqs().send_message(QueueUrl=queue_url, MessageBody=json.dumps(body))


def send_object_created(queue_url: str, bucket: str, key: str) -> None:
    """As if S3 had said that this object was created: for events that were lost and for retries."""
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Requeued", "s3": object_named(bucket, key)}
    with translated():
        sqs().send_message(QueueUrl=queue_url, MessageBody=json.dumps({"Records": [record]}))


def object_named(bucket: str, key: str) -> dict[str, object]:
    """The part of an S3 event that names its object; keys in it are quoted."""
    return {"bucket": {"name": bucket}, "object": {"key": quote_plus(key, safe="/")}}


def key_of(record: dict[str, dict[str, dict[str, str]]]) -> tuple[str, str]:
    """Bucket and key of an S3 event's record."""
    named = record["s3"]
    return named["bucket"]["name"], unquote_plus(named["object"]["key"])
