"""What people type about themselves, cleaned and bounded."""

from .profiles import ProfileForm

__all__ = ["ProfileForm"]
