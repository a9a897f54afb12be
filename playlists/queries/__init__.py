"""Reads of a listener's collection. Each function says what it costs; keys and indexes end here."""

from .likes import LikesPage, liked_among, liked_wants, likes_page

__all__ = ["LikesPage", "liked_among", "liked_wants", "likes_page"]
