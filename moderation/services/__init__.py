"""Writes: decisions about what was reported, who is told of them, and what is counted by day."""

from .counting import count

__all__ = ["count"]
