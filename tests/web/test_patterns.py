"""A list drawn from one pattern for each kind of row (musicweb/patterns.py)."""

from types import SimpleNamespace

from musicweb.patterns import Blank, Pattern


def test_a_row_s_words_are_escaped_and_braces_are_only_braces():
    row = SimpleNamespace(title="<b>{id}</b> & {{ x }}", id=None)
    html = Pattern(f"<p id='{{}}{Blank({}).id}'>{Blank({}).title}</p>").filled(row)
    assert "".join(html) == "<p id='{}'>&lt;b&gt;{id}&lt;/b&gt; &amp; {{ x }}</p>"


def test_a_blank_row_knows_what_tells_its_kind_and_marks_the_rest():
    blank = Blank({"playable": False})
    assert blank.playable is False
    assert Pattern(blank.title + blank.url + blank.title).facts == ("title", "url")
