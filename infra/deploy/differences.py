"""What a template would change of a stack, by reading alone: no change set is left behind, and none needs rights to make it.

Values of parameters are not looked into: what they add or alter shows in the plan's "set NAME=…" lines only.
"""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]


def between(before: Resources, after: Resources, *, there: set[str]) -> list[str]:
    """A line for each resource that comes, goes or changes: `there` has the stack, by its template of `before`; `after` is to come."""
    lines = [f"remove {name}" for name in sorted(there - after.keys())]
    lines += [
        f"add {name} ({after[name]['Type']})" for name in sorted(after.keys() - there) if "Condition" not in after[name]
    ]
    for name in sorted(there & before.keys() & after.keys()):
        if parts := sorted(_changed(before[name], after[name])):
            lines.append(f"change {name} ({after[name]['Type']}): {', '.join(parts)}")
    return lines or ["no resource of the template is added, removed or changed"]


def _changed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Properties by their names, and what stands beside them, as DeletionPolicy."""
    for old, new in ((before, after), (before.get("Properties", {}), after.get("Properties", {}))):
        yield from (key for key in old.keys() | new.keys() if key != "Properties" and old.get(key) != new.get(key))
