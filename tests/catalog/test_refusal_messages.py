"""Every refusal says what happened and what to do."""

import pytest
from django.utils import translation

from catalog.media.refusals import CODES, Refusal
from catalog.refusal_messages import MESSAGES, formats_taken, message, message_of


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_its_sentence_with_a_remedy(code):
    with translation.override("en"):
        words = message_of(code)
        assert words == str(MESSAGES[code])
    assert words.count(".") >= 2
    assert words.endswith(".")


def test_figures_are_named_where_they_are_known():
    with translation.override("en"):
        assert "4:00 long, but after 1:32" in message("truncated", claimed_s=240, found_s=92.3)
        assert "longer than 4:00:00" in message("too_long", limit_s=4 * 3600)
        assert "16 channels; at most 8" in message("too_many_channels", channels=16, limit=8)
        assert "60000 × 60000" in message("cover_too_large", width=60_000, height=60_000)


def test_missing_figures_cost_only_themselves():
    assert message("truncated", found_s=3) == message_of("truncated")


def test_a_code_of_tomorrow_still_gets_a_sentence():
    assert message_of("made up").endswith(".")


def test_formats_are_listed_before_an_upload():
    with translation.override("en"):
        assert formats_taken() == "WAV, FLAC, AIFF, ALAC, AAC, MP3, Ogg Vorbis or Opus"


def test_a_refusal_has_a_known_code():
    with pytest.raises(ValueError, match="no refusal code"):
        Refusal("made up")
