"""Who belongs to sessions of which only the item's key is known: for the worker, which meets no browser."""

import time
from collections.abc import Iterable

from musicweb.dynamo.batch import Want, get_all
from musicweb.dynamo.sessions import SessionRecord, SessionStore

from . import identity
from .identity import Identity


def readers(session_hashes: Iterable[str]) -> dict[str, Identity]:
    """What these sessions say of their users; ended, unknown and anonymous ones are left out.

    One batch of strong reads for each hundred. Roles are as of the session's last renewal.
    """
    found: dict[str, Identity] = {}
    hashes = list(dict.fromkeys(filter(None, session_hashes)))
    rows = get_all([Want(SessionRecord, one, fresh=True) for one in hashes])
    for one, row in zip(hashes, rows, strict=True):
        if row is not None and row.expires.timestamp() > time.time():
            reader = identity.read(SessionStore().decode(row.data))
            if reader is not None:
                found[one] = reader
    return found
