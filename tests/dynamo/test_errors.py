import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound, Throttled, Unavailable, translated
from musicweb.dynamo.transaction import transact

from .conftest import answering, failing
from .library.tables import BookRecord

pytestmark = pytest.mark.usefixtures("tables")
URL = "http://dynamodb.invalid"


def get():
    BookRecord.fetch("b1")


def get_again():
    BookRecord("b1").refresh()


def query():
    BookRecord.page(BookRecord.by_genre, "novel", limit=10)


def put():
    BookRecord("b1", title="One").put()


def change():
    BookRecord("b1").change(BookRecord.title.set("Two"))


def remove():
    BookRecord("b1").remove()


def batch():
    get_together([Want(BookRecord, "b1")])


def write_two():
    with transact() as writes:
        writes.save(BookRecord("b1", title="One"))
        writes.save(BookRecord("b2", title="Two"))


EVERYTHING = [get, get_again, query, put, change, remove, batch, write_two]


@pytest.mark.parametrize("work", EVERYTHING)
@pytest.mark.parametrize(
    "code", ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"]
)
def test_spent_capacity_is_throttled(work, code):
    with answering(400, code), pytest.raises(Throttled):
        work()


@pytest.mark.parametrize("work", EVERYTHING)
@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeoutError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_connection_is_unavailable(work, error):
    with failing(error), pytest.raises(Unavailable):
        work()


@pytest.mark.parametrize("work", EVERYTHING)
@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "InternalServerError"), (400, "AccessDeniedException"), (400, "ResourceNotFoundException")],
)
def test_a_failing_service_is_unavailable(work, status, code):
    with answering(status, code), pytest.raises(Unavailable):
        work()


@pytest.mark.parametrize("work", [put, change, remove])
@pytest.mark.parametrize("code", ["TransactionConflictException", "ConditionalCheckFailedException"])
def test_a_write_that_meets_another_is_a_conflict(work, code):
    with answering(400, code), pytest.raises(Conflict):
        work()


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["None", "TransactionConflict"], Conflict),
        (["ConditionalCheckFailed", "None"], Conflict),
        (["None", "ThrottlingError"], Throttled),
        (["ProvisionedThroughputExceeded", "None"], Throttled),
        (["ValidationError", "None"], Unavailable),
    ],
)
def test_a_cancelled_transaction_says_why(reasons, expected):
    cancelled = {"CancellationReasons": [{"Code": code} for code in reasons]}
    with answering(400, "TransactionCanceledException", **cancelled), pytest.raises(expected):
        write_two()


def test_a_missing_item_is_not_found():
    with pytest.raises(NotFound):
        get()


@pytest.mark.parametrize("key", ["", "x" * 2049, "đ" * 1025])
def test_a_key_that_no_item_can_have_is_not_found_without_a_request(key):
    with failing(AssertionError("asked")), pytest.raises(NotFound):
        BookRecord.fetch(key)


def test_other_errors_pass_untouched():
    with pytest.raises(ZeroDivisionError), translated():
        1 / 0  # noqa: B018
