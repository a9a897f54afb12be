"""Python's garbage collection, for processes that answer many requests."""

import gc

NEW_OBJECTS = 20_000  # that a page makes, and keeps none of


def spare_what_is_loaded() -> None:
    """What the start made lives as long as the process: it is not looked through again for each page."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)
