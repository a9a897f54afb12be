"""Writes of a listener's collection. Keyword-only, checked, safe to repeat."""

from .likes import forget_song, like, mend_likes, shown, unlike

__all__ = ["forget_song", "like", "mend_likes", "shown", "unlike"]
