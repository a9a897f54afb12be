"""Fields that every app's forms use."""

import unicodedata
from typing import Any

from django import forms


class CleanField(forms.CharField):
    """Text without NUL and other control characters; new lines stay where the widget has several lines."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "dir": "auto"}  # Arabic begins on the right

    def to_python(self, value: Any) -> str:
        kept = "\n\t" if isinstance(self.widget, forms.Textarea) else ""
        # A string is cleaned before Django's own validator would refuse it for its NUL.
        lines = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        cleaned = "".join(c for c in lines if c in kept or unicodedata.category(c) not in ("Cc", "Cs"))
        return super().to_python(cleaned) or ""
