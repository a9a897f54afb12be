"""Password, address, language and look of who is signed in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from musicweb.preferences import THEMES

from .access import password_help
from .base import AccountForm, AddressField, CodeField, NewPasswordField, PasswordField


class PasswordForm(AccountForm):
    old_password = PasswordField(label=_("Present password"))
    password = NewPasswordField(label=_("New password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_help()


class EmailForm(AccountForm):
    email = AddressField(label=_("New e-mail address"), help_text=_("A code will be sent to it."))


class EmailCodeForm(AccountForm):
    code = CodeField()


class BeginAuthenticatorForm(AccountForm):
    """Only a button."""


class AuthenticatorForm(AccountForm):
    code = CodeField(help_text=_("Six digits, which the app makes anew every half minute."))


class DisplayForm(forms.Form):
    """What the user left open is the browser's and the device's choice."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser has it")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(
        label=_("Look"),
        required=False,
        choices=[("", _("As the device has it")), *zip(THEMES, (_("Light"), _("Dark")), strict=True)],
    )
