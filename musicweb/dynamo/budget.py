"""How long the requests to AWS of one page may be tried again, all of them together.

A worker may wait, since its message comes back. Somebody who looks at a page gets a clear 503 instead: within
`budget()` no attempt begins that could end later than SECONDS after the page began, and pauses are short.
Outside of it botocore's standard retries decide alone.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .errors import THROTTLES

SECONDS = 1.9
CONNECT_TIMEOUT_SECONDS = 0.5
READ_TIMEOUT_SECONDS = 1.0
ATTEMPT_SECONDS = CONNECT_TIMEOUT_SECONDS + READ_TIMEOUT_SECONDS  # what one takes at most
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 0.05  # at most; doubled each time. botocore's own after a throttle is up to a second
_ends: ContextVar[float | None] = ContextVar("ends", default=None)


@contextmanager
def budget(seconds: float = SECONDS) -> Iterator[None]:
    """The requests of the body share so many seconds for trying again."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def timeouts() -> dict[str, float]:
    """For a client's configuration. An emulator on a busy machine needs longer: MUSICWEB_DYNAMO_READ_SECONDS."""
    read = float(os.environ.get("MUSICWEB_DYNAMO_READ_SECONDS", READ_TIMEOUT_SECONDS))
    return {"connect_timeout": CONNECT_TIMEOUT_SECONDS, "read_timeout": read}


def keep_to_budget(client: Any) -> Any:
    """Let this client's retries end with the page's budget."""
    service = client.meta.service_model.service_id.hyphenize()  # as precise as botocore's own handler, or it is first
    client.meta.events.register_first(f"needs-retry.{service}", _decide)
    return client


def _decide(*, response: Any, attempts: int, **_: Any) -> float | bool | None:
    """Seconds to wait before the next attempt, False for none, None to leave it to botocore."""
    ends = _ends.get()
    if ends is None:
        return None
    pause = FIRST_PAUSE_SECONDS * 2 ** (attempts - 1)
    if attempts >= ATTEMPTS or time.monotonic() + pause + ATTEMPT_SECONDS > ends:
        return False
    return random.uniform(0, pause) if _is_throttled(response) else None  # noqa: S311 - jitter, no secret


def _is_throttled(response: Any) -> bool:
    parsed = response[1] if response else {}
    return parsed.get("Error", {}).get("Code") in THROTTLES
