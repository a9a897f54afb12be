"""A page tries AWS again for less than two seconds in all; a worker as long as botocore does."""

import time

import pytest
from botocore.awsrequest import AWSResponse

from musicweb.dynamo import budget
from musicweb.dynamo.connection import dynamodb_client, forget_client
from musicweb.dynamo.errors import Throttled, Unavailable
from musicweb.dynamo.limits import Limit

THROTTLED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow"}'


class Body:
    def stream(self, **_):
        yield THROTTLED


@pytest.fixture
def clock(monkeypatch):
    """Time goes on by what is slept, and by what each attempt takes."""

    class Clock:
        now, attempts, attempt_seconds = 1000.0, 0, 0.01

        def sleep(self, seconds):
            self.now += seconds

    found = Clock()
    monkeypatch.setattr(time, "monotonic", lambda: found.now)
    monkeypatch.setattr(time, "sleep", found.sleep)
    return found


@pytest.fixture
def throttled(tables, clock):
    """Every attempt is answered by a throttle."""

    def answer(request, **_):
        clock.attempts += 1
        clock.now += clock.attempt_seconds
        return AWSResponse(request.url, 400, {"content-type": "application/x-amz-json-1.0"}, Body())

    forget_client()  # a client has so many tries in all, which tests before may have used
    events = dynamodb_client().meta.events
    events.register_first("before-send.dynamodb", answer)
    yield clock
    events.unregister("before-send.dynamodb", answer)
    forget_client()


def read():
    Limit.fetch("somebody")


def test_a_page_tries_four_times_within_its_budget(throttled):
    with budget.budget(), pytest.raises(Throttled):
        read()
    assert throttled.attempts == budget.ATTEMPTS
    assert throttled.now - 1000 < budget.SECONDS < 2


def test_the_budget_is_of_all_requests_together(throttled):
    throttled.attempt_seconds = 0.3
    with budget.budget():
        for _ in range(5):
            with pytest.raises(Throttled):
                read()
    assert throttled.attempts <= 7  # two of the first; then each is tried once and no more


def test_slow_attempts_are_not_repeated(throttled):
    throttled.attempt_seconds = budget.READ_TIMEOUT_SECONDS
    with budget.budget(), pytest.raises(Throttled):
        read()
    assert throttled.attempts == 1


def test_a_worker_tries_as_long_as_botocore_does(throttled):
    throttled.attempt_seconds = budget.SECONDS
    with pytest.raises(Throttled):
        read()
    assert throttled.attempts >= 3


def test_what_one_attempt_takes_at_most_leaves_no_page_waiting_two_seconds():
    assert budget.ATTEMPT_SECONDS <= budget.SECONDS < 2


def test_on_aws_an_attempt_ends_in_time(monkeypatch):
    monkeypatch.delenv("MUSICWEB_DYNAMO_READ_SECONDS")
    assert budget.timeouts() == {"connect_timeout": 0.5, "read_timeout": 1.0}


def test_a_dead_endpoint_is_given_up_within_the_budget(monkeypatch, clock):
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
    forget_client()
    with budget.budget(), pytest.raises(Unavailable):
        read()
    forget_client()
    assert clock.now - 1000 < budget.SECONDS
