"""What holds for all templates, scripts and styles of the site."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SCRIPTS = sorted((settings.BASE_DIR / "static/js").glob("*.js"))
STYLES = settings.BASE_DIR / "static/css"
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js"


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_holds_nothing_that_the_csp_refuses(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<[^>]*\sstyle=", text), "an inline style"
    assert not re.search(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)=", text), "an inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "an inline script"
    assert not re.search(r"<style\b", text), "an inline style sheet"
    assert not re.search(r"\|\s*safe\b|autoescape off|javascript:", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_can_be_read_at_one_go(template: Path) -> None:
    assert len(template.read_text().splitlines()) <= 100


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_script_can_be_read_at_one_go_and_makes_no_markup_of_text(script: Path) -> None:
    text = script.read_text()
    assert len(text.splitlines()) <= 150
    assert not re.search(r"\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def test_all_scripts_together_are_light() -> None:
    packed = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in [*SCRIPTS, HTMX]}
    assert sum(packed.values()) <= 60_000, packed


def test_every_symbol_that_is_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    asked = {symbol for path in TEMPLATES for symbol in re.findall(r'{% icon "([\w-]+)" %}', path.read_text())}
    assert asked <= drawn, asked - drawn


def test_everything_is_said_in_vietnamese() -> None:
    entries = (settings.BASE_DIR / "locale/vi/LC_MESSAGES/django.po").read_text().split("\n\n")[1:]
    untranslated = [entry for entry in entries if re.search(r'^msgstr(\[0\])? ""$', entry, re.MULTILINE)]
    assert untranslated == []
    assert not any("#, fuzzy" in entry for entry in entries)


# ---- colours ----
READABLE = [
    ("ink", "ground", 7),
    ("ink-quiet", "ground", 4.5),
    ("ink-quiet", "raised", 4.5),
    ("ink-quiet", "sunken", 4.5),
]
READABLE += [
    ("accent", "ground", 4.5),
    ("accent-ink", "accent", 4.5),
    ("wrong", "ground", 4.5),
    ("good", "ground", 4.5),
]
READABLE += [
    ("wrong", "wrong-soft", 4.5),
    ("accent", "accent-soft", 4.5),
    ("bar-quiet", "bar", 4.5),
    ("bar-accent", "bar", 4.5),
]


def tokens(dark: bool) -> dict[str, str]:
    light, night = ((STYLES / name).read_text() for name in ("tokens.css", "tokens-dark.css"))
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", night)) if dark else found


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), READABLE)
def test_words_are_readable_on_their_ground(dark: bool, ink: str, ground: str, least: float) -> None:
    colors = tokens(dark)
    lighter, darker = sorted((luminance(colors[ink]), luminance(colors[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_raw_colors_are_in_the_tokens_only() -> None:
    for sheet in STYLES.glob("*.css"):
        if sheet.name not in ("tokens.css", "tokens-dark.css"):
            assert not re.findall(r"#[0-9a-f]{6}\b|rgba?\(", sheet.read_text()), sheet.name
