"""Lists of many rows, cheaply: a row's template is rendered once for each kind of row, then filled in.

A template costs ten times what filling in a text does, and a page has fifty rows which differ in
little but words. So the template meets a blank row: of each fact it shows it gets a mark, where the
facts of the real rows go, escaped. Conditions and filters in it can only ask what tells the kinds apart.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from django.template import Context, Template
from django.utils.safestring import SafeString

# Private-use characters: no text of ours has them, and escaping leaves them as they are.
BEGIN, END = "\ue000", "\ue001"
BETWEEN = "\ud800"  # half a character: no text that can be stored has it
MARK = re.compile(f"{BEGIN}(\\w+){END}")
INDENT = re.compile(r"\s*\n\s*")  # says nothing in HTML, yet is copied with every row
Kind = Mapping[str, Hashable]


class Blank:
    """Stands for all rows of a kind: what tells the kind is known, of all else there is a mark."""

    def __init__(self, kind: Kind):
        self.__dict__.update(kind)

    def __getattr__(self, fact: str) -> str:
        if fact.startswith("_") or fact == "do_not_call_in_templates":
            raise AttributeError(fact)
        return f"{BEGIN}{fact}{END}"


class Pattern:
    """What a kind of row looks like, with gaps for `facts`: attributes of the rows, plain texts and numbers."""

    def __init__(self, html: str):
        pieces = MARK.split(INDENT.sub("\n", html))  # text, a fact's name, text, …
        self.facts = tuple(dict.fromkeys(pieces[1::2]))
        self._pieces = pieces
        self._places = [self.facts.index(fact) for fact in pieces[1::2]]

    def filled(self, row: Any) -> list[str]:
        """The pieces of a row, to be joined. Facts that are None show nothing; numbers keep a full stop in every language.

        All facts of a row are escaped in one go: a page has ten thousand of them.
        """
        texts = escape(BETWEEN.join([_text(getattr(row, fact)) for fact in self.facts])).split(BETWEEN)
        pieces = self._pieces.copy()
        pieces[1::2] = [texts[place] for place in self._places]
        return pieces


def _text(value: Any) -> str:
    return value if type(value) is str else "" if value is None else str(value)


def repeated(context: Context, name: str, rows: Iterable[Any], kind_of: Callable[[Any], Kind]) -> SafeString:
    """The template `name` for every one of `rows`, which it knows as `row`, beside what `context` has.

    `kind_of(row)` is whatever else the template decides by: the same few names for every row,
    available as variables and as attributes of `row`.
    """
    template: Template = context.template.engine.get_template(name)  # type: ignore[union-attr]

    @cache
    def pattern(*kind: tuple[str, Hashable]) -> Pattern:
        known = dict(kind)
        with context.push(row=Blank(known), **known):
            return Pattern(template.render(context))

    return SafeString("".join([piece for row in rows for piece in pattern(*kind_of(row).items()).filled(row)]))
