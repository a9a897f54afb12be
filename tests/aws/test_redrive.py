"""`manage.py redrive` puts dead letters back, of one queue or of all, and says how many."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from musicweb.aws import dead_letters
from musicweb.aws.clients import sqs

pytestmark = pytest.mark.usefixtures("tables")


def die(queue_url: str, number: int) -> None:
    for n in range(number):
        sqs().send_message(QueueUrl=queue_url, MessageBody=f"letter {n}")


def redrive(*queues: str) -> str:
    out = io.StringIO()
    call_command("redrive", *queues, stdout=out)
    return out.getvalue()


def test_all_come_back_however_many():
    die(settings.UPLOAD_DLQ_URL, 3)
    die(settings.PLAYS_DLQ_URL, dead_letters.PUT_BACK_MAX + 5)
    assert redrive() == "uploads: 3 put back.\nplays: 105 put back.\n"
    counts = [dead_letters.count(getattr(settings, f"{name}_URL")) for name in ("UPLOAD_QUEUE", "PLAYS_QUEUE")]
    assert counts == [3, 105]
    assert redrive() == "uploads: 0 put back.\nplays: 0 put back.\n"


def test_one_queue_alone():
    die(settings.UPLOAD_DLQ_URL, 1)
    die(settings.PLAYS_DLQ_URL, 1)
    assert redrive("plays") == "plays: 1 put back.\n"
    assert dead_letters.count(settings.UPLOAD_DLQ_URL) == 1


def test_another_name_is_refused():
    with pytest.raises(SystemExit):
        redrive("mails")
