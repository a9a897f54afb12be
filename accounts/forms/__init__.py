"""What people type about themselves, cleaned and bounded."""

from .deletion import DeletionForm
from .profiles import ProfileForm

__all__ = ["DeletionForm", "ProfileForm"]
