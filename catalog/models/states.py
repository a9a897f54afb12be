"""The words for where something stands."""

DRAFT, PUBLISHED, REMOVED = "draft", "published", "removed"  # status: the artist's word
SCHEDULED = "scheduled"  # status of a release that publishes itself at `publish_at`
PUBLIC, UNLISTED, PRIVATE = "public", "unlisted", "private"  # visibility, once published: all, who has the link, nobody
WAITING, PROCESSING, READY, REJECTED, DEAD = "waiting", "processing", "ready", "rejected", "dead"  # state: the worker's
STARTED = "started"  # of an upload whose bytes are on their way
