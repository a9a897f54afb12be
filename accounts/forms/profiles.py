"""The profile as its person writes it."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.handles import LENGTH_MAX, LENGTH_MIN, RESERVED, SHAPE, folded
from musicweb.forms import CleanField

NAME_LENGTH = 100  # characters
BIO_LENGTH = 2_000
LINK_LENGTH = 300
LINKS_MAX = 5


class HandleField(CleanField):
    """Folded before it is judged: “@Ann” and “ann” are one."""

    default_validators = [SHAPE]

    def to_python(self, value: Any) -> str:
        return folded(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value in RESERVED:
            raise forms.ValidationError(_("This address is kept for the site itself. Choose another one."))


class LinksField(CleanField):
    """Addresses of the web, one a line, as a list."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).split("\n")]
        links = list(dict.fromkeys(line for line in lines if line))
        if len(links) > LINKS_MAX:
            raise forms.ValidationError(_("At most %(limit)d links."), params={"limit": LINKS_MAX})
        is_web = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                is_web(link)
            except forms.ValidationError as error:
                shown = {"link": link[:60]}
                raise forms.ValidationError(
                    _("“%(link)s” is no address of the web. It should begin with https:// or http://."), params=shown
                ) from error
            if len(link) > LINK_LENGTH:
                raise forms.ValidationError(_("A link has at most %(limit)d letters."), params={"limit": LINK_LENGTH})
        return links

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ProfileForm(forms.Form):
    """A profile as of `version`, 0 for the first."""

    handle = HandleField(
        label=_("Address"),
        min_length=LENGTH_MIN,
        max_length=LENGTH_MAX,
        help_text=_("Small letters, digits and single hyphens. It is the end of your page's address: /people/…/"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}),
    )
    name = CleanField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("As others see it. Without one your address is shown."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    bio = CleanField(label=_("About"), max_length=BIO_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    links = LinksField(
        label=_("Links"),
        required=False,
        help_text=_("Up to five addresses, one a line."),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
