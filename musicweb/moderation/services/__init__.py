"""Writes: decisions about what was reported, who is told of them, and what is counted by day."""

from catalog.services import report

from .counting import count
from .deciding import decide, item_of
from .kinds import Item, actions_for, find, reference_of
from .operating import announce, set_read_only
from .telling import tell_owner, tell_reporters

__all__ = [
    "Item",
    "actions_for",
    "announce",
    "count",
    "decide",
    "find",
    "item_of",
    "reference_of",
    "report",
    "set_read_only",
    "tell_owner",
    "tell_reporters",
]
