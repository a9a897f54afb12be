"""Every event reaches the worker, is tried again, and is laid aside where it can be found: never lost, never for ever."""

import json

import pytest

from tests.infra.resources import RESOURCES, properties

MAPPINGS = properties("Lambda::EventSourceMapping")
STREAMS = {name: one for name, one in MAPPINGS.items() if "StartingPosition" in one}
QUEUES = {name: one for name, one in MAPPINGS.items() if name not in STREAMS}
HEARD = {  # what the apps' events.py act on, of those streams where something is of no use to them
    "AccountJobsMapping": ["INSERT", "MODIFY"],
    "AuditMapping": ["INSERT"],
    "CasesMapping": ["MODIFY"],
    "UsersMapping": ["INSERT"],
}


def test_every_stream_and_every_queue_of_work_has_its_mapping():
    streamed = {name for name, one in properties("DynamoDB::Table").items() if "StreamSpecification" in one}
    working = {name for name, one in properties("SQS::Queue").items() if "RedrivePolicy" in one}

    assert {one["EventSourceArn"]["Fn::GetAtt"][0] for one in STREAMS.values()} == streamed
    assert {one["EventSourceArn"]["Fn::GetAtt"][0] for one in QUEUES.values()} == working


@pytest.mark.parametrize("name", sorted(MAPPINGS))
def test_only_what_failed_is_tried_again(name):
    assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert RESOURCES[name]["Condition"] == "HasWorker"


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_a_stream_is_read_from_its_beginning_and_a_bad_record_stops_it_for_a_while_only(name):
    mapping = STREAMS[name]

    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 10
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["StreamDlq", "Arn"]}}}


def test_uploads_take_no_more_than_five_workers():
    assert QUEUES["UploadMapping"]["ScalingConfig"] == {"MaximumConcurrency": 5}


def test_plays_are_asked_for_as_rarely_as_lambda_can():
    """With a bound Lambda would poll the empty queue 657,000 times a month instead of 263,000: a million are free."""
    assert "ScalingConfig" not in QUEUES["PlaysMapping"]
    assert QUEUES["PlaysMapping"]["MaximumBatchingWindowInSeconds"] == 20


def test_the_worker_is_called_only_for_what_somebody_acts_on():
    filters = {
        name: json.loads(one["FilterCriteria"]["Filters"][0]["Pattern"])["eventName"]
        for name, one in MAPPINGS.items()
        if "FilterCriteria" in one
    }

    assert filters == HEARD


def test_every_queue_of_work_has_a_place_for_what_failed_that_keeps_it_longest():
    for name, queue in properties("SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True
        if "RedrivePolicy" in queue:
            dead = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            assert properties("SQS::Queue")[dead]["MessageRetentionPeriod"] == 14 * 86400
        else:
            assert name.endswith("Dlq")


def test_the_upload_queue_hears_only_what_browsers_sent():
    configuration = properties("S3::Bucket")["UploadBucket"]["NotificationConfiguration"]["QueueConfigurations"]

    assert [one["Event"] for one in configuration] == ["s3:ObjectCreated:*"]
    assert configuration[0]["Filter"] == {"S3Key": {"Rules": [{"Name": "prefix", "Value": "u/"}]}}


def test_the_sweep_is_what_the_handler_takes_for_a_schedule():
    target = properties("Scheduler::Schedule")["Sweep"]["Target"]

    assert json.loads(target["Input"])["detail-type"] == "Scheduled Event"
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0
