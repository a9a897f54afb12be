"""Reading people. Each function says what it costs; keys and indexes end here."""

from .people import get_user, sessions_of, stored_bytes, user_id_of

__all__ = ["get_user", "sessions_of", "stored_bytes", "user_id_of"]
