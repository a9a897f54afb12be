"""Acts whose last word wins: read again and repeat when somebody else was faster."""

from collections.abc import Callable
from typing import TypeVar

from musicweb.dynamo.errors import Conflict

TRIES = 6
Result = TypeVar("Result")


def again_on_conflict(act: Callable[[], Result]) -> Result:
    """The result of `act`, which must read what it changes. Raises Conflict after TRIES attempts."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except Conflict:
            continue
    return act()
