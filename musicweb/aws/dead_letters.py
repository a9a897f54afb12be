"""Messages that a queue gave up on: looking at them, and putting them back."""

from typing import NamedTuple

from .clients import sqs
from .errors import translated

LOOKED_AT = 10  # SQS hands out no more at once
PUT_BACK_MAX = 100


class DeadLetter(NamedTuple):
    id: str
    body: str
    receipt: str


def count(queue_url: str) -> int:
    """About how many there are."""
    with translated():
        answer = sqs().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def some(queue_url: str, *, hidden_seconds: int = 0) -> list[DeadLetter]:
    """At most ten of them, in no order. They stay, and nobody else sees them for `hidden_seconds`."""
    with translated():
        answer = sqs().receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=LOOKED_AT, VisibilityTimeout=hidden_seconds
        )
    return [
        DeadLetter(message["MessageId"], message["Body"], message["ReceiptHandle"])
        for message in answer.get("Messages", [])
    ]


def put_back(dead_queue_url: str, queue_url: str) -> int:
    """Send up to a hundred to the queue they came from; returns how many.

    Each is sent before it is deleted, so a crash between the two doubles one: consumers are safe to run twice.
    """
    done = 0
    while done < PUT_BACK_MAX:
        letters = some(dead_queue_url, hidden_seconds=30)
        if not letters:
            break
        for letter in letters:
            with translated():
                sqs().send_message(QueueUrl=queue_url, MessageBody=letter.body)
                sqs().delete_message(QueueUrl=dead_queue_url, ReceiptHandle=letter.receipt)
            done += 1
    return done


def put_back_all(dead_queue_url: str, queue_url: str) -> int:
    """`put_back` until none is left; how many. What dies again meanwhile is put back again: at most ten thousand."""
    done = 0
    for _ in range(PUT_BACK_MAX):
        done += (more := put_back(dead_queue_url, queue_url))
        if more < PUT_BACK_MAX:
            break
    return done


def drop(dead_queue_url: str, *, containing: str) -> int:
    """Delete those whose text has these words, of up to a thousand looked at; how many. The others stay."""
    dropped = 0
    for _ in range(LOOKED_AT * LOOKED_AT):
        letters = some(dead_queue_url, hidden_seconds=30)
        if not letters:
            break
        for letter in letters:
            if containing in letter.body:
                with translated():
                    sqs().delete_message(QueueUrl=dead_queue_url, ReceiptHandle=letter.receipt)
                dropped += 1
    return dropped
