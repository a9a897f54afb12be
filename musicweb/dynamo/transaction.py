"""Several writes, also across tables, of which all happen or none."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.transactions import TransactWrite

from .connection import SharedConnection
from .errors import translated

ITEMS_MAX = 100


@contextmanager
def transact(token: str | None = None) -> Iterator[TransactWrite]:
    """Collect writes and send them as one TransactWriteItems when the body ends without an error.

    At most 100 different items, each written once; every write costs twice. With the same `token`
    (36 characters at most) a repetition within ten minutes has no further effect. Raises Conflict
    if any condition or version did not hold or another transaction was faster; then nothing happened.
    An empty body sends nothing.
    """
    writes = TransactWrite(connection=SharedConnection(), client_request_token=token)
    yield writes
    if count := _size(writes):
        if count > ITEMS_MAX:
            raise ValueError(f"A transaction writes at most {ITEMS_MAX} items, not {count}.")
        with translated():
            writes._commit()


def _size(writes: TransactWrite) -> int:
    parts = (writes._condition_check_items, writes._delete_items, writes._put_items, writes._update_items)
    return sum(len(part) for part in parts)
