"""Acts that meet others at the same items: tried again until they pass."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from musicweb.dynamo.errors import Conflict, Throttled

ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.02  # doubled each time: at most 2.6 s in all, within which a split of likes ends
Result = TypeVar("Result")


def persistently(attempt: Callable[[], Result]) -> Result:
    """Try again after a Conflict: neither botocore nor PynamoDB repeats a transaction that met another one.

    `attempt` must read what it changes. Raises Throttled after many conflicts.
    """
    for number in range(ATTEMPTS - 1):
        try:
            return attempt()
        except Conflict:
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**number))  # noqa: S311 - jitter, no secret
    try:
        return attempt()
    except Conflict as error:
        raise Throttled("This collection is being changed from elsewhere; try again in a moment.") from error
