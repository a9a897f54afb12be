"""Messages look like those of S3, whose keys are quoted."""

import json

import pytest
from django.conf import settings

from musicweb.aws import queues
from musicweb.aws.clients import sqs


@pytest.mark.usefixtures("tables")
def test_a_requeued_object_reads_as_one_of_s3():
    queues.send_object_created(settings.UPLOAD_QUEUE_URL, "bucket", "u/ann/a b+c")
    (message,) = sqs().receive_message(QueueUrl=settings.UPLOAD_QUEUE_URL)["Messages"]
    (record,) = json.loads(message["Body"])["Records"]
    assert record["s3"]["object"]["key"] == "u/ann/a+b%2Bc"
    assert queues.key_of(record) == ("bucket", "u/ann/a b+c")
