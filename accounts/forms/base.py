"""What forms about accounts share: refusals of Cognito and of our own limits, said where they belong."""

from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar, TypeVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import (
    AddressTaken,
    BadAddress,
    BadInvitation,
    BadPassword,
    TooOften,
    WrongCode,
    WrongPassword,
)

Result = TypeVar("Result")
EMAIL_LENGTH = 128  # of a name at Cognito
PASSWORD_LENGTH = 256
CODE_LENGTH = 20
REFUSALS: dict[type[Exception], tuple[str, str | Promise]] = {
    AddressTaken: ("code", _("Another account has this address.")),
    BadAddress: ("email", _("This address cannot be used. Check how it is written.")),
    BadInvitation: ("invitation", _("This invitation does not exist, is too old, or was used for another address.")),
    BadPassword: ("password", _("This password cannot be used. Choose another one that you have not had here.")),
    WrongCode: ("code", _("This code does not match, is too old, or was used. Check it, or ask for a new one.")),
    WrongPassword: ("old_password", _("This is not your present password.")),
}


class AccountForm(forms.Form):
    """A form whose refusals come from further away. `status` is that of the answer that shows it."""

    status: int = HTTPStatus.OK

    def attempt(self, act: Callable[[], Result]) -> Result | None:
        """What `act` returns (which is never None), or None where this form says what is wrong."""
        if not self.is_valid():
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
            return None
        try:
            return act()
        except TooOften:
            self.status = HTTPStatus.TOO_MANY_REQUESTS
            self.add_error(None, _("This was tried too often. Wait an hour, then try again."))
        except tuple(REFUSALS) as refused:
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
            field, words = REFUSALS[type(refused)]
            self.add_error(field, str(words))
        return None


class AddressField(forms.EmailField):
    """In lower case, as tokens and tables have it."""

    def __init__(self, **options: object) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"})
        super().__init__(max_length=EMAIL_LENGTH, widget=widget, **{"label": _("E-mail address"), **options})  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        return str(super().clean(value)).lower()


class PasswordField(forms.CharField):
    """Never shown again."""

    autocomplete: ClassVar[str] = "current-password"

    def __init__(self, **options: object) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": self.autocomplete})
        super().__init__(max_length=PASSWORD_LENGTH, strip=False, widget=widget, **{"label": _("Password"), **options})  # type: ignore[arg-type]


class NewPasswordField(PasswordField):
    """As long as the user pool wants it, and no word that everybody uses."""

    autocomplete = "new-password"

    def clean(self, value: object) -> str:
        password = str(super().clean(value))
        if password != password.strip():
            raise ValidationError(_("A password cannot begin or end with a space."))
        validate_password(password)
        return password


class CodeField(forms.CharField):
    def __init__(self, **options: object) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})
        super().__init__(max_length=CODE_LENGTH, widget=widget, **{"label": _("Code"), **options})  # type: ignore[arg-type]
