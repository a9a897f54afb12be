"""Noting what a person did, for that person's own page."""

import logging

from pynamodb.transactions import TransactWrite

from accounts.models import EDIT, SIGN_IN, UPLOAD, Activity
from musicweb.dynamo.errors import DynamoError

__all__ = ["EDIT", "SIGN_IN", "UPLOAD", "note", "noting"]
logger = logging.getLogger(__name__)


def note(user_id: str, kind: str, *, title: str, address: str = "") -> None:
    """UPLOAD or EDIT; sign-ins are noted by `sessions.begin`.

    One write of one unit, after the deed: that is done, so a note that cannot be written is only logged.
    """
    try:
        Activity.new(user_id, kind, title=title, address=address).put()
    except DynamoError as error:
        logger.warning("an activity of user %s was not noted: %s", user_id, error)


def noting(writes: TransactWrite, user_id: str, kind: str, *, title: str, address: str = "") -> None:
    """As `note`, inside the transaction of the deed: exactly once, for two units."""
    writes.save(Activity.new(user_id, kind, title=title, address=address))
