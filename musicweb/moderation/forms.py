"""What people write when they report something, and moderators when they decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musicweb.forms import CleanField

OTHER = "other"
TEXT_LENGTH = 2_000
WHY_LENGTH = 200
REASONS = [
    ("copyright", _("It is my work, or I represent whose it is")),
    ("impersonation", _("It pretends to be somebody else")),
    ("hate", _("It calls for hate or violence")),
    ("sexual", _("It shows or describes sexual abuse, or is not marked as explicit")),
    ("privacy", _("It gives away something private")),
    ("illegal", _("It is against the law in another way")),
    ("spam", _("It is spam or a fraud")),
    (OTHER, _("Something else")),
]
SIMILARITY = ("similarity", _("The site itself: it sounds like another song"))
ACTIONS = {
    "dismiss": _("Dismiss: it stays as it is"),
    "hide": _("Hide from everybody at once"),
    "remove": _("Remove for good, with its files"),
    "suspend": _("Hide it and suspend its owner"),
}


class ReportForm(forms.Form):
    """Why something should not be here."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=REASONS, widget=forms.RadioSelect)
    text = CleanField(
        label=_("What should we know?"),
        help_text=_("Where in the song, whose work it is, a link to the original…"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    mail = forms.EmailField(
        label=_("Your e-mail address, if you want an answer"),
        help_text=_("We write once, when it is decided, and then forget the address."),
        required=False,
        max_length=254,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == OTHER and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a sentence what is wrong."))
        return cleaned


class DecisionForm(forms.Form):
    """What is done about a reported item, and why; `round` is that of the case on the page."""

    action = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    why = CleanField(
        label=_("Why"),
        help_text=_("Its owner reads this."),
        max_length=WHY_LENGTH,
        widget=forms.TextInput(attrs={"size": 80}),
    )
    round = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(name, ACTIONS[name]) for name in actions]


def reason_label(code: str) -> Any:
    """The sentence of a reason's code."""
    return dict([*REASONS, SIMILARITY]).get(code, code)


class SiteForm(forms.Form):
    """What every page says, and whether the site only reads."""

    text = CleanField(label=_("Announcement"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(label=_("Kind"), choices=[("info", _("Notice")), ("warning", _("Warning"))])
    until = forms.DateTimeField(
        label=_("Until (UTC)"),
        required=False,
        help_text=_("Empty: until it is taken away."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    read_only = forms.BooleanField(
        label=_("Read-only for maintenance"),
        required=False,
        help_text=_(
            "Reading and playing go on. Whatever is sent is refused with what was typed kept. Not in the admin."
        ),
    )
