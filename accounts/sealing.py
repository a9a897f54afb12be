"""Encryption of what a session keeps secret even from someone who can read the table."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"accounts.refresh-token"


def seal(secret: str) -> str:
    return _cipher().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str:
    """What was sealed, or "" when it was sealed with a key that is no longer ours."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _cipher() -> MultiFernet:
    """The first key encrypts; SECRET_KEY_FALLBACKS still decrypt while a key is being replaced."""
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))
