"""Calls of AWS that fail once: before they are made, or after, when only the answer is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError


def _throttled(operation: str) -> ClientError:
    return ClientError({"Error": {"Code": "InternalFailure", "Message": f"made up for {operation}"}}, operation)


@contextmanager
def failing(
    operation: str,
    *,
    nth: int = 1,
    times: int = 1,
    answer_lost: bool = False,
    by: BaseException | None = None,
    **given: Any,
) -> Iterator[list[str]]:
    """From the `nth` call of this operation on whose parameters end so, `times` of them. Yields the calls that failed."""
    call, met, failed = BaseClient._make_api_call, [], []

    def made(self: BaseClient, name: str, parameters: dict[str, Any]) -> Any:
        if name != operation or any(not str(parameters.get(key)).endswith(end) for key, end in given.items()):
            return call(self, name, parameters)
        met.append(name)
        if not nth <= len(met) < nth + times:
            return call(self, name, parameters)
        if answer_lost:
            call(self, name, parameters)
        failed.append(name)
        raise by or _throttled(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", made)
        yield failed
