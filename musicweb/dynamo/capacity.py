"""What a piece of work costs at DynamoDB: requests and capacity units, as DynamoDB itself reports them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

import botocore
from botocore.model import OperationModel
from botocore.session import Session

READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}


class Call(NamedTuple):
    """One request, retries included. `units` are read units of a read and write units of a write."""

    operation: str
    tables: tuple[str, ...]
    units: float


@dataclass
class Measured:
    """The calls of all threads of this process since `measured()` was entered, in their order."""

    calls: list[Call] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.calls)

    @property
    def read_units(self) -> float:
        return sum(call.units for call in self.calls if call.operation in READS)

    @property
    def write_units(self) -> float:
        return sum(call.units for call in self.calls if call.operation in WRITES)

    def __str__(self) -> str:
        return f"{self.requests} requests, {self.read_units:g} read and {self.write_units:g} write units"


@contextmanager
def measured() -> Iterator[Measured]:
    """Count what the body asks of DynamoDB: `with measured() as spent: …; spent.read_units`.

    Right on AWS and on DynamoDB Local; other emulators report made-up units. Not for concurrent
    work of others in the same process, which is counted too.
    """
    spent = Measured()
    with _lock:
        _open.append(spent)
    try:
        yield spent
    finally:
        with _lock:
            _open[:] = [other for other in _open if other is not spent]


_open: list[Measured] = []
_lock = Lock()


def _ask_for_units(*, params: dict[str, Any], model: OperationModel, **kwargs: Any) -> None:
    if _open and model.name in READS | WRITES:
        params.setdefault("ReturnConsumedCapacity", "TOTAL")


def _count(*, parsed: dict[str, Any], model: OperationModel, **kwargs: Any) -> None:
    if not _open or model.name not in READS | WRITES:
        return
    consumed = parsed.get("ConsumedCapacity") or []
    parts = [consumed] if isinstance(consumed, dict) else consumed
    tables = tuple(part.get("TableName", "") for part in parts)
    call = Call(model.name, tables, sum(part.get("CapacityUnits", 0) for part in parts))
    with _lock:
        for spent in _open:
            spent.calls.append(call)


def _listen(session: Session) -> None:
    session.register("before-parameter-build.dynamodb", _ask_for_units)  # type: ignore[arg-type]  # named ones do
    session.register("after-call.dynamodb", _count)  # type: ignore[arg-type]


botocore.register_initializer(_listen)
