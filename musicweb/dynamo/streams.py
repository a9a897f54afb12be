"""What a table's stream says has changed."""

from base64 import b64decode
from collections.abc import Iterable
from typing import Any, TypeVar

from .table import Table

Record = TypeVar("Record", bound=Table)


def table_of(record: dict[str, Any]) -> str:
    """The name of the table a stream record comes from."""
    arn: str = record["eventSourceARN"]
    return arn.split(":table/", 1)[1].split("/", 1)[0]


def old_and_new(record: dict[str, Any], model: type[Record]) -> tuple[Record | None, Record | None]:
    """The item before and after the change; None before it existed and after it was deleted.

    Takes records as Lambda gets them (binary as base64 text) and as boto3 reads them (bytes).
    """
    change = record["dynamodb"]
    return _row(change.get("OldImage"), model), _row(change.get("NewImage"), model)


def same_in(names: Iterable[str], before: Record, after: Record) -> bool:
    """Whether these attributes say the same before and after; what is absent, empty and None is one."""
    return all((getattr(before, name) or None) == (getattr(after, name) or None) for name in names)


def _row(image: dict[str, Any] | None, model: type[Record]) -> Record | None:
    if not image:
        return None
    return model.from_raw_data({name: _plain(value) for name, value in image.items()})


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {"B": _bytes(content)}
        case "BS":
            return {"BS": [_bytes(part) for part in content]}
        case "M":
            return {"M": {name: _plain(part) for name, part in content.items()}}
        case "L":
            return {"L": [_plain(part) for part in content]}
    return value


def _bytes(content: str | bytes) -> bytes:
    return b64decode(content) if isinstance(content, str) else content
