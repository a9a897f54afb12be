"""What is logged on AWS: one line of JSON for each request and each event, and one for whatever somebody says besides.

Fields are flat and named as metric filters read them (infra/template.yaml): `level`, `event` ("request", "records",
"schedule", "sign_in_failed", "processing_failed"), `route`, `status`, `ms`, `request_id`, `user`, `aws_calls`,
`read_units`, `write_units`. A request's line is at the same time CloudWatch's embedded metric format. No line holds a
token, an address, a mail or a user's id: nothing puts them in, and what an exception's text brings is made unreadable.
"""

import hmac
import json
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from musicweb.aws.calls import counted
from musicweb.dynamo.capacity import measured

METRICS = ("aws_calls", "read_units", "write_units")  # three in all: ten are free
PERSON_LENGTH = 12  # characters
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "status_code"}
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
UNREADABLE = (
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*){0,4}"), "[token]"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"), "[address]"),
    (re.compile(r"(?i)\b(secret|password|authorization|x-api-key|cookie)(\W{1,4})[^\s,;'\"]+"), r"\1\2[secret]"),
)
logger = logging.getLogger(__name__)
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_cold = True


def person(user_id: str) -> str:
    """The same short hash for the same user as long as the SECRET_KEY holds; nobody finds the id from it."""
    key = f"people in logs of {settings.SECRET_KEY}".encode()
    return hmac.digest(key, user_id.encode(), "sha256").hex()[:PERSON_LENGTH]


def readable(text: str) -> str:
    """The text without tokens, addresses and mails; ids of Cognito become `person`, so that lines still belong together."""
    text = UUID.sub(lambda found: person(found[0].lower()), text)
    for pattern, instead in UNREADABLE:
        text = pattern.sub(instead, text)
    return text


def request_id() -> str:
    """Of the request or event under way, as Lambda names it; "" outside."""
    return _request_id.get()


@contextmanager
def named(context: object, otherwise: str = "") -> Iterator[None]:
    """What happens inside has this name: Lambda's, where its context knows one, so that it is found in the function's log."""
    found = getattr(context, "aws_request_id", "") or otherwise or _request_id.get() or uuid4().hex
    token = _request_id.set(str(found))
    try:
        yield
    finally:
        _request_id.reset(token)


@contextmanager
def line(event: str, **facts: Any) -> Iterator[dict[str, Any]]:
    """Log one line when the body ends, however it ends. The body may add to the facts it is given."""
    global _cold
    cold, _cold = _cold, False
    began = time.perf_counter()
    with measured() as spent, counted() as asked:
        try:
            yield facts
        finally:
            facts |= {
                "event": event,
                "ms": round(1000 * (time.perf_counter() - began), 1),
                "aws_calls": asked.calls,
                "read_units": spent.read_units,
                "write_units": spent.write_units,
            }
            if cold:
                facts["cold"] = True
            if settings.LOGS_JSON:  # a developer's line would say no more than the event's name
                logger.info(event, extra={**facts, "_aws": _metrics()})


def _metrics() -> dict[str, Any]:
    """CloudWatch's embedded metric format: it makes metrics of these fields of the line, without a request of ours."""
    directive = {
        "Namespace": f"musicweb/{settings.STAGE}",
        "Dimensions": [[]],
        "Metrics": [{"Name": name, "Unit": "Count"} for name in METRICS],
    }
    return {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}


class JsonLines(logging.Formatter):
    """A record as one line of JSON; what was given as `extra` are fields of it."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "level": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "logger": record.name,
            "message": readable(_message(record)),
            "request_id": request_id(),
        }
        trace = re.search(r"Root=([^;]+)", os.environ.get("_X_AMZN_TRACE_ID", ""))
        if trace:
            said["trace_id"] = trace[1]
        facts = {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            facts["trace"] = readable(self.formatException(record.exc_info))
        return json.dumps(said | facts, default=str, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Django says the path with its own records, and paths name people: the route says enough."""
    if record.name.startswith("django.request"):
        return "a request failed"
    return record.getMessage()


class NotTwice(logging.Filter):
    """Drops what Django says of answers that were meant: the request's own line has the status."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name.startswith("django.request") and not record.exc_info)
