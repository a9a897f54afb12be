"""Invitations: made by admins, used once."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.errors import BadInvitation
from accounts.models import Invitation
from musicweb.dynamo.errors import Conflict

KEPT = timedelta(days=30)
CODE_BYTES = 12  # 96 bits: a plain hash of it cannot be guessed


def new_code() -> str:
    return secrets.token_urlsafe(CODE_BYTES)


def hash_of(code: str) -> str:
    """The key of an invitation's item."""
    return hashlib.sha256(code.strip().encode("utf-8", "surrogatepass")).hexdigest()


def invite(*, note: str = "", created_by: str = "") -> str:
    """A new invitation; its code, which is kept nowhere."""
    code = new_code()
    expires = timezone.now() + KEPT
    Invitation(hash_of(code), note=note, created_by=created_by, expires=expires).put_new()
    return code


def use_invitation(code: str, *, email: str) -> None:
    """Spend it for this address, exactly once whoever else tries; the same address may repeat it.

    One conditional write. Raises BadInvitation.
    """
    now, mine = timezone.now(), _mark(email)
    unused = Invitation.used_by.does_not_exist() | (Invitation.used_by == mine)
    valid = Invitation.code_hash.exists() & (Invitation.expires > now)
    try:
        Invitation(hash_of(code)).change(
            Invitation.used_by.set(mine), Invitation.used_at.set(now), condition=valid & unused
        )
    except Conflict as error:
        raise BadInvitation from error


def _mark(email: str) -> str:
    return salted_hmac("accounts.invitations", email, algorithm="sha256").hexdigest()
