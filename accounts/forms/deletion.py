"""That somebody means it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musicweb.forms import CleanField


class DeletionForm(forms.Form):
    """The own address, typed once more."""

    email = CleanField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Type it as it stands above, so that nothing is deleted by mistake."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = email

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.strip().casefold() != self._own.casefold():
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
