"""What Django's auth and admin see of a user. Everything else reads `accounts.models`."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from musicweb.dynamo.models import DynamoManager, DynamoModel

from .identity import Identity
from .models import Invitation as InvitationRecord
from .models import User as UserRecord

EVERYTHING = "*"


class UserManager(DynamoManager):
    def get_by_natural_key(self, email: str) -> "User":
        found: User = self.get(email=email)
        return found


class User(DynamoModel, AbstractBaseUser, record=UserRecord, listing={"kind": "user"}, filterable=["is_active"]):
    """A user as of a session (`from_identity`, no read) or as of the table (`from_record`)."""

    kind = None
    password = None  # type: ignore[assignment]  # Django: no such field
    email = models.EmailField(_("e-mail address"), unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True, editable=False)
    groups = models.JSONField(_("groups"), default=list, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    last_login = models.DateTimeField(_("last sign-in"), null=True, editable=False)
    created_at = models.DateTimeField(_("since"), null=True, editable=False)

    objects = UserManager()  # type: ignore[misc]
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        managed = False
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def from_record(cls, row: Any) -> Self:
        user: Self = super().from_record(row)
        user.groups = sorted(user.groups or ())
        return user

    @classmethod
    def from_identity(cls, identity: Identity) -> Self:
        user = cls(id=identity["id"], email=identity["email"], name=identity["name"], groups=identity["groups"])
        user._state.adding = False
        return user

    @property
    def roles(self) -> list[str]:
        """The groups that settings.ROLES knows; those of everybody for a user in none."""
        return [group for group in self.groups if group in settings.ROLES] or settings.DEFAULT_ROLES

    @property
    def permissions(self) -> set[str]:
        return set().union(*(settings.ROLES[role] for role in self.roles))

    @property
    def is_staff(self) -> bool:
        return self.is_active and not settings.STAFF_ROLES.isdisjoint(self.roles)

    @property
    def is_superuser(self) -> bool:
        return self.is_active and EVERYTHING in self.permissions

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return self.is_active and not {permission, EVERYTHING}.isdisjoint(self.permissions)

    def has_perms(self, permissions: list[str], obj: object = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_superuser or any(held.startswith(f"{app_label}.") for held in self.permissions if self.is_active)

    def has_usable_password(self) -> bool:
        """No: passwords are Cognito's business. Hides the admin's “change password”."""
        return False


class Invitation(DynamoModel, record=InvitationRecord, listing={"kind": "invitation"}):
    """Its key is the hash of a code that only its message has shown."""

    kind = None
    used_by = None
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    created_by = models.CharField(_("made by"), max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("made"), null=True, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, editable=False)
    expires = models.DateTimeField(_("ends"), editable=False)

    class Meta:
        managed = False
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.note or self.pk[:8]
