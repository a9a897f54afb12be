"""Figures as bars, drawn on the server: the template only writes the numbers down."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, GAP = 600, 120, 4


class Bar(NamedTuple):
    label: str
    value: int
    x: int
    y: int
    width: int
    height: int


class Chart(NamedTuple):
    """Bars from left to right in a box of `width` × `height`; `most` is the value of the highest."""

    title: str
    bars: list[Bar]
    most: int
    total: int
    width: int = WIDTH
    height: int = HEIGHT


def chart(title: str, values: Sequence[tuple[str, int]]) -> Chart:
    """The highest bar fills the box; without anything there are none, and no division by nothing."""
    most = max((value for _, value in values), default=0)
    step = WIDTH // max(len(values), 1)
    bars = []
    for number, (label, value) in enumerate(values):
        height = max(round(HEIGHT * value / most), 1) if value > 0 else 0
        bars.append(Bar(label, value, number * step, HEIGHT - height, step - GAP, height))
    return Chart(title, bars, most, sum(value for _, value in values))
