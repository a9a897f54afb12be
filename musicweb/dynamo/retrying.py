"""Acts that meet others at the same items: read again and repeated, because nobody else repeats them.

Neither botocore nor PynamoDB tries a condition or a transaction again that met another one.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import Conflict

TRIES = 6
FIRST_PAUSE_SECONDS = 0.02  # at most; doubled each time, so that many who meet do not meet again
Result = TypeVar("Result")


def again_on_conflict(act: Callable[[], Result], *, tries: int = TRIES) -> Result:
    """The result of `act`, which must read what it changes. Raises Conflict after that many tries: 0.6 s for six."""
    for number in range(tries - 1):
        try:
            return act()
        except Conflict:
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**number))  # noqa: S311 - jitter, no secret
    return act()
