"""Faults between botocore and AWS, drawn from a seed: answers lost after the deed, throttles, conflicts, 5xx, latency, death."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session
from moto.core.models import botocore_stubber

from musicweb.aws.clients import s3, s3_resource, sqs
from musicweb.dynamo.connection import dynamodb_client

LOST, THROTTLE, CONFLICT, ERROR, LATENCY, KILLED = (
    "lost answer",
    "throttle",
    "conflict",
    "5xx",
    "latency",
    "killed worker",
)
RATES = {LOST: 0.02, THROTTLE: 0.03, CONFLICT: 0.03, ERROR: 0.02, LATENCY: 0.03}
LATENCY_SECONDS = 0.3
JSON = {"content-type": "application/x-amz-json-1.0"}
SINGLE_WRITES = {"PutItem", "UpdateItem", "DeleteItem"}


class Killed(BaseException):
    """The process is gone: nothing catches it, and every later call of the same process fails like it."""


class Body:
    def __init__(self, content: bytes):
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


class Faults:
    """Between the project's clients and AWS while `on`. `counts` are those injected."""

    def __init__(self, seed: int):
        self._dice = random.Random(f"faults {seed}")
        self._http = URLLib3Session()
        self.counts: Counter[str] = Counter()
        self.calls = self.retries = 0
        self.waited_seconds = 0.0  # by whoever slept: nobody really does
        self.on = False
        self._calls_to_live: int | None = None

    @contextmanager
    def between(self) -> Iterator[None]:
        clients = (dynamodb_client(), s3(), s3_resource().meta.client, sqs())
        for client in clients:
            service = client.meta.service_model.service_name
            client.meta.events.register_first(f"before-send.{service}", self._before)
            client.meta.events.register_last("needs-retry", self._count_retry)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(time, "sleep", self._sleep)
                self.on = True
                yield
        finally:
            self.on = False
            for client in clients:
                service = client.meta.service_model.service_name
                client.meta.events.unregister(f"before-send.{service}", self._before)
                client.meta.events.unregister("needs-retry", self._count_retry)

    @contextmanager
    def worker(self, *, share_killed: float) -> Iterator[None]:
        """The body is a worker's process, which with this probability dies at one of its calls of AWS."""
        self._calls_to_live = self._dice.randint(1, 40) if self._dice.random() < share_killed else None
        try:
            yield
        finally:
            self._calls_to_live = None

    def _before(self, request: Any, **kwargs: Any) -> AWSResponse | None:
        if not self.on:
            return None
        self.calls += 1
        self._die_if_it_is_time()
        kind = self.draw()
        return self._inject(kind, kwargs["event_name"].rpartition(".")[2], request) if kind else None

    def draw(self) -> str | None:
        """What happens to the next request; None: nothing."""
        drawn, rest = self._dice.random(), 0.0
        for kind, rate in RATES.items():
            rest += rate
            if drawn < rest:
                return kind
        return None

    def _die_if_it_is_time(self) -> None:
        if self._calls_to_live is None:
            return
        self._calls_to_live -= 1
        if self._calls_to_live == 0:
            self.counts[KILLED] += 1
        if self._calls_to_live <= 0:
            raise Killed

    def _inject(self, kind: str, operation: str, request: Any) -> AWSResponse | None:
        dynamodb = "dynamodb" in str(request.headers.get("X-Amz-Target", "")).lower()
        if kind == CONFLICT and not (dynamodb and (operation in SINGLE_WRITES or operation == "TransactWriteItems")):
            return None
        if kind == THROTTLE and not dynamodb:
            kind = ERROR
        self.counts[kind] += 1
        if kind == LATENCY:
            self._sleep(LATENCY_SECONDS)
            return None
        if kind == LOST:
            self._send(request)
            raise ConnectionClosedError(endpoint_url=request.url)
        if kind == ERROR:
            return AWSResponse(request.url, 500, JSON, Body(b'{"__type":"InternalServerError"}'))
        return AWSResponse(request.url, 400, JSON, Body(json.dumps(_error(kind, operation)).encode()))

    def _send(self, request: Any) -> None:
        """The service does it; nobody hears of it."""
        if botocore_stubber("before-send", request) is None:
            self._http.send(request)

    def _sleep(self, seconds: float) -> None:
        self.waited_seconds += seconds

    def _count_retry(self, *, attempts: int, **_: Any) -> None:
        self.retries += attempts > 1


def _error(kind: str, operation: str) -> dict[str, Any]:
    prefix = "com.amazonaws.dynamodb.v20120810#"
    if kind == THROTTLE:
        return {"__type": f"{prefix}ProvisionedThroughputExceededException", "message": "injected"}
    if operation == "TransactWriteItems":
        reasons = [{"Code": "TransactionConflict", "Message": "injected"}]
        return {
            "__type": f"{prefix}TransactionCanceledException",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
            "CancellationReasons": reasons,
        }
    return {"__type": f"{prefix}TransactionConflictException", "message": "injected"}
