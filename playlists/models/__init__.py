"""A listener's collection. The tables are in `infra/template.yaml`."""

from .likes import ROOT, Like, LikedSet, packed, packed_set

__all__ = ["ROOT", "Like", "LikedSet", "packed", "packed_set"]
