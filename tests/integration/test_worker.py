"""The local worker treats the queue and the streams as Lambda's pollers do."""

import json
import threading

import pytest
from django.conf import settings

from musicweb.local import worker as worker_module
from musicweb.local.worker import Worker


class Recorder:
    """A handler of our own making, so that these tests are about the worker alone."""

    def __init__(self, failing=()):
        self.events, self.failing = [], failing

    def __call__(self, event, context):
        self.events.append(event)
        records = event.get("Records", [])
        failures = [
            _identifier(record) for record in records if any(word in json.dumps(record) for word in self.failing)
        ]
        return {"batchItemFailures": [{"itemIdentifier": one} for one in failures]}

    def bodies(self):
        return [record["body"] for event in self.events for record in event.get("Records", []) if "body" in record]

    def changes(self):
        return [record for event in self.events for record in event.get("Records", []) if "dynamodb" in record]


@pytest.fixture
def sqs(aws):
    return aws.client("sqs")


def made(handler, **more):
    return Worker(handler, queue_url=settings.UPLOAD_QUEUE_URL, table_prefix=settings.DYNAMO_PREFIX, **more)


@pytest.fixture
def reached(aws, tmp_path):
    """Checkpoints behind everything that other tests have caused."""
    file = tmp_path / "reached.json"
    made(Recorder(), checkpoints=file).run_until_idle()
    return file


def test_a_handled_message_is_gone_and_a_failed_one_comes_back(reached, sqs):
    for body in ("good", "bad"):
        sqs.send_message(QueueUrl=settings.UPLOAD_QUEUE_URL, MessageBody=body)
    recorder = Recorder(failing=["bad"])

    made(recorder, checkpoints=reached).run_until_idle()

    waiting = sqs.get_queue_attributes(QueueUrl=settings.UPLOAD_QUEUE_URL, AttributeNames=["All"])["Attributes"]
    assert sorted(recorder.bodies()) == ["bad", "good"]
    assert int(waiting["ApproximateNumberOfMessagesNotVisible"]) == 1
    assert int(waiting["ApproximateNumberOfMessages"]) == 0


def test_a_long_job_keeps_its_message_from_others(sqs, monkeypatch):
    monkeypatch.setattr(worker_module, "VISIBILITY_SECONDS", 1)
    monkeypatch.setattr(worker_module, "HEARTBEAT_SECONDS", 0.3)
    sqs.send_message(QueueUrl=settings.UPLOAD_QUEUE_URL, MessageBody="long")
    seen_by_others = []

    def slow(event, context):
        if "body" in event["Records"][0]:
            answer = sqs.receive_message(QueueUrl=settings.UPLOAD_QUEUE_URL, WaitTimeSeconds=3)
            seen_by_others.extend(answer.get("Messages", []))

    made(slow).run_until_idle()

    assert seen_by_others == []


def test_changes_of_music_arrive_as_lambda_would_send_them_and_only_once(aws, reached):
    song = {"id": {"S": "streamed"}, "title": {"S": "One"}, "blob": {"B": b"\0\1"}}
    aws.client("dynamodb").put_item(TableName=f"{settings.DYNAMO_PREFIX}songs", Item=song)
    recorder = Recorder()

    made(recorder, checkpoints=reached).run_until_idle()

    (change,) = recorder.changes()
    assert change["eventSource"] == "aws:dynamodb"
    assert change["eventSourceARN"] == aws.outputs["SongsStreamArn"]
    assert change["eventName"] == "INSERT"
    assert change["dynamodb"]["NewImage"] == {"id": {"S": "streamed"}, "title": {"S": "One"}, "blob": {"B": "AAE="}}
    assert isinstance(change["dynamodb"]["ApproximateCreationDateTime"], float)
    again = Recorder()
    made(again, checkpoints=reached).run_until_idle()
    assert again.changes() == []


def test_changes_arrive_also_after_the_embedded_aws_was_restarted(aws, reached):
    songs = f"{settings.DYNAMO_PREFIX}songs"
    for number in range(5):
        aws.client("dynamodb").put_item(TableName=songs, Item={"id": {"S": f"before {number}"}})
    made(Recorder(), checkpoints=reached).run_until_idle()

    aws.emulator.restart()
    aws.client("dynamodb").put_item(TableName=songs, Item={"id": {"S": "after"}})
    recorder = Recorder()
    made(recorder, checkpoints=reached).run_until_idle()

    assert "after" in [change["dynamodb"]["Keys"]["id"]["S"] for change in recorder.changes()]


def test_a_record_that_always_fails_is_tried_and_then_passed_over(aws, reached, monkeypatch):
    monkeypatch.setattr(worker_module, "STREAM_ATTEMPTS", 3)
    for title in ("poison", "neighbour"):
        aws.client("dynamodb").put_item(TableName=f"{settings.DYNAMO_PREFIX}songs", Item={"id": {"S": title}})
    recorder = Recorder(failing=["poison"])

    made(recorder, checkpoints=reached).run_until_idle()

    tried = [change["dynamodb"]["Keys"]["id"]["S"] for change in recorder.changes()]
    assert tried.count("poison") == 3
    assert tried[-1] == "neighbour"


def test_it_stops_after_the_job_at_hand(sqs):
    sqs.send_message(QueueUrl=settings.UPLOAD_QUEUE_URL, MessageBody="job")
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def job(event, context):
        if "body" in event["Records"][0]:
            begun.set()
            may_end.wait(20)
            ended.set()

    worker = made(job)
    running = threading.Thread(target=worker.run)
    running.start()
    assert begun.wait(20)
    worker.stop()
    running.join(0.5)
    assert running.is_alive()

    may_end.set()
    running.join(20)
    assert ended.is_set()
    assert not running.is_alive()


def _identifier(record):
    return record.get("messageId") or record["dynamodb"]["SequenceNumber"]
