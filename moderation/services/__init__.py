"""Writes: decisions about what was reported, who is told of them, and what is counted by day."""

from catalog.services import report

from .counting import count
from .deciding import decide, item_of
from .kinds import Item, actions_for, find, reference_of
from .telling import tell_owner, tell_reporters

__all__ = [
    "Item",
    "actions_for",
    "count",
    "decide",
    "find",
    "item_of",
    "reference_of",
    "report",
    "tell_owner",
    "tell_reporters",
]
