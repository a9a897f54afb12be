"""How many requests this process has sent to AWS, retries not counted: for the line that is logged of each request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

import botocore
from botocore.session import Session


@dataclass
class Counted:
    """Of all threads since `counted()` was entered: a function of Lambda does one thing at a time."""

    calls: int = 0


@contextmanager
def counted() -> Iterator[Counted]:
    mine = Counted()
    with _lock:
        _open.append(mine)
    try:
        yield mine
    finally:
        with _lock:
            _open[:] = [other for other in _open if other is not mine]


_open: list[Counted] = []
_lock = Lock()


def _count(**kwargs: Any) -> None:
    with _lock:
        for mine in _open:
            mine.calls += 1


def _listen(session: Session) -> None:
    session.register("after-call", _count)  # and below it those of every service
    session.register("after-call-error", _count)


botocore.register_initializer(_listen)
