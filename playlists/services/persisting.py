"""Acts on a collection that several tabs may change at once."""

from collections.abc import Callable
from typing import TypeVar

from musicweb.dynamo.errors import Conflict, Throttled
from musicweb.dynamo.retrying import again_on_conflict

TRIES = 8  # 2.5 s in all, within which a split of likes ends
Result = TypeVar("Result")


def persistently(attempt: Callable[[], Result]) -> Result:
    """As `again_on_conflict`, for longer. Raises Throttled after many conflicts."""
    try:
        return again_on_conflict(attempt, tries=TRIES)
    except Conflict as error:
        raise Throttled("This collection is being changed from elsewhere; try again in a moment.") from error
