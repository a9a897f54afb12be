"""The words for where something stands."""

DRAFT, PUBLISHED, REMOVED = "draft", "published", "removed"  # status: the artist's word
WAITING, PROCESSING, READY, REJECTED, DEAD = "waiting", "processing", "ready", "rejected", "dead"  # state: the worker's
STARTED = "started"  # of an upload whose bytes are on their way
