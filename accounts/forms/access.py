"""Registering, confirming an address, and a forgotten password."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.services.registration import Pending

from .base import AccountForm, AddressField, CodeField, NewPasswordField

INVITATION_LENGTH = 100


def password_help() -> str:
    return _("At least %(chars)d characters. A sentence is easy to remember and hard to guess.") % {
        "chars": settings.PASSWORD_MIN_CHARS
    }


class RegistrationForm(AccountForm):
    """Asks for an invitation where one is needed."""

    email = AddressField(help_text=_("A code will be sent to it. Nobody else sees it."))
    password = NewPasswordField()
    invitation = forms.CharField(
        label=_("Invitation"),
        max_length=INVITATION_LENGTH,
        help_text=_("The code that somebody who runs this site gave you."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_help()
        if settings.REGISTRATION != "invitation":
            del self.fields["invitation"]


class ForgottenForm(AccountForm):
    email = AddressField(label=_("The address of your account"))


class PendingForm(AccountForm):
    """For an address that waits for its code. It asks for the address only if the page does not know it."""

    email = AddressField(label=_("The address the code was sent to"))
    code = CodeField()

    def __init__(self, *args: Any, pending: Pending | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = pending
        if pending:
            del self.fields["email"]

    @property
    def pending(self) -> Pending:
        return self.known or Pending(self.cleaned_data["email"])


class ConfirmationForm(PendingForm):
    pass


class AddressOfCodeForm(PendingForm):
    """Another code, please."""

    code = None  # type: ignore[assignment]  # Django: no such field


class ResetForm(PendingForm):
    password = NewPasswordField(label=_("New password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_help()
