"""The template's resources, as the tests of this folder ask for them."""

from collections.abc import Iterator
from typing import Any

from musicweb.local import stack

Resource = dict[str, Any]
TEMPLATE = stack.load()
RESOURCES: dict[str, Resource] = TEMPLATE["Resources"]


def of(kind: str) -> dict[str, Resource]:
    """Name → resource of one type, such as "S3::Bucket"."""
    return {name: one for name, one in RESOURCES.items() if one["Type"] == f"AWS::{kind}"}


def properties(kind: str) -> dict[str, Resource]:
    return {name: one.get("Properties", {}) for name, one in of(kind).items()}


def whole(listed: list[Any]) -> Iterator[Any]:
    """The entries of a list, those behind an `!If` too."""
    for one in listed:
        if isinstance(one, dict) and "Fn::If" in one:
            yield from whole([choice for choice in one["Fn::If"][1:] if choice != {"Ref": "AWS::NoValue"}])
        else:
            yield one


def statements() -> Iterator[tuple[str, Resource]]:
    """Role and statement, of every role's policies."""
    for name, role in properties("IAM::Role").items():
        for policy in role["Policies"]:
            for statement in whole(policy["PolicyDocument"]["Statement"]):
                yield name, statement


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
