"""What people type about music: cleaned, bounded, and refused with a sentence that says what to do."""

import pytest
from django.core.exceptions import ValidationError

from catalog.fields import CreditsField, IsrcField, LinksField, TagsField


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (TagsField(), " Rain, rain ,#Hip Hop;Mưa", ["rain", "hip-hop", "mua"]),
        (TagsField(), "", []),
        (
            LinksField(),
            "example.com/a\n\nhttp://example.org/b\nexample.com/a",
            ["https://example.com/a", "http://example.org/b"],
        ),
        (CreditsField(), "Bass: Lan Anh\r\n Mix : A: B ", [["Bass", "Lan Anh"], ["Mix", "A: B"]]),
        (IsrcField(), "isrc VN-A1B-26-00001", "VNA1B2600001"),
        (IsrcField(), " ", ""),
    ],
)
def test_what_is_typed_is_stored_cleaned(field, typed, stored):
    assert field.clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (TagsField(), ", ".join(f"tag{number}" for number in range(11))),
        (TagsField(), "x" * 41),
        (LinksField(), "javascript:alert(1)"),
        (LinksField(), "data:text/html,x"),
        (LinksField(), "ftp://example.com"),
        (LinksField(), "not an address"),
        (LinksField(), "\n".join(f"example.com/{number}" for number in range(6))),
        (LinksField(), "https://example.com/" + "x" * 300),
        (CreditsField(), "Lan Anh played the bass"),
        (CreditsField(), ": Lan Anh"),
        (CreditsField(), f"{'x' * 41}: Lan"),
        (CreditsField(), "\n".join(["Bass: Lan"] * 31)),
        (IsrcField(), "VN-A1B-26-0000"),
        (IsrcField(), "VNA1B26OOOO1"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    (sentence,) = refused.value.messages
    assert sentence.rstrip("”").endswith((".", "number"))


@pytest.mark.parametrize("field", [TagsField(), LinksField(), CreditsField()])
def test_what_is_stored_comes_back_as_it_was(field):
    stored = {TagsField: ["rain", "hip-hop"], LinksField: ["https://example.com/"], CreditsField: [["Mix", "A: B"]]}
    kept = stored[type(field)]
    assert field.clean(field.prepare_value(kept)) == kept
