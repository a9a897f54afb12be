"""What can go wrong with DynamoDB, said once: NotFound, Conflict, Throttled, Unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import DoesNotExist, PynamoDBException


class DynamoError(Exception):
    """A request to DynamoDB that gave no answer one can use."""


class NotFound(DynamoError):
    """No item has this key."""


class Conflict(DynamoError):
    """A condition did not hold: somebody else changed the item first, or it already exists."""


class Throttled(DynamoError):
    """The table's capacity is spent, also after the retries; the same request may pass later."""


class Unavailable(DynamoError):
    """DynamoDB did not answer, refused the request or is not reachable."""


class BadCursor(DynamoError, ValueError):
    """A page cursor that this listing did not hand out."""


CONFLICTS = {"ConditionalCheckFailedException", "TransactionConflictException"}
CANCELLED = "TransactionCanceledException"
CANCELLED_BY_CONFLICT = {"ConditionalCheckFailed", "TransactionConflict"}
THROTTLES = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "ThrottledException",
    "TransactionInProgressException",
}
CANCELLED_BY_THROTTLE = {"ProvisionedThroughputExceeded", "ThrottlingError"}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of PynamoDB and botocore raised inside into the ones of this module."""
    try:
        yield
    except DoesNotExist as error:
        raise NotFound(str(error)) from error
    except PynamoDBException as error:
        # Not PynamoDB's cause_response_code, which fails on read timeouts: their response is None.
        if not isinstance(error.cause, ClientError):
            raise Unavailable(str(error)) from error
        reasons = {reason.code for reason in getattr(error, "cancellation_reasons", ()) if reason}
        raise _translation(_code(error.cause), reasons)(str(error)) from error
    except ClientError as error:
        raise _translation(_code(error), _reasons(error))(str(error)) from error
    except BotoCoreError as error:
        raise Unavailable(str(error)) from error


def _code(error: ClientError) -> str | None:
    return error.response.get("Error", {}).get("Code")


def _reasons(error: ClientError) -> set[str | None]:
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return {reason.get("Code") for reason in reasons}


def _translation(code: str | None, reasons: set[str | None]) -> type[DynamoError]:
    if code in CONFLICTS or (code == CANCELLED and reasons & CANCELLED_BY_CONFLICT):
        return Conflict
    if code in THROTTLES or (code == CANCELLED and reasons & CANCELLED_BY_THROTTLE):
        return Throttled
    return Unavailable
