"""The dated price table: `prices.toml`."""

import math
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

PRICES = Path(__file__).parent / "prices.toml"


@dataclass(frozen=True)
class Price:
    """What a unit costs, in tiers: (how much at this price, USD). `free` is everybody's each month."""

    tiers: tuple[tuple[float, float], ...]
    free: float
    first_year: float  # what accounts of before July 2025 have free beside it in their first twelve months
    source: str
    verified: bool

    def of(self, amount: float, *, first_year: bool = False) -> float:
        """USD for this much in one month, free tiers taken off first."""
        rest = max(0.0, amount - self.free - (self.first_year if first_year else 0))
        usd = 0.0
        for size, price in self.tiers:
            part = min(rest, size)
            usd += part * price
            rest -= part
        return usd


@dataclass(frozen=True)
class Plan:
    """A flat rate of CloudFront and what it allows in a month."""

    name: str
    usd: float
    requests: float
    gb: float
    s3_gb: float
    source: str
    verified: bool


@dataclass(frozen=True)
class Credits:
    usd: float
    months: int
    paid_plan_months: int
    source: str
    verified: bool


@dataclass(frozen=True)
class Prices:
    dated: date
    region: str
    of: dict[str, Price]
    plans: tuple[Plan, ...]  # the cheapest first
    credits: Credits

    def unverified(self) -> list[str]:
        """The names of those that no page of AWS was seen for."""
        return [name for name, price in self.of.items() if not price.verified]


@cache
def prices(path: Path = PRICES) -> Prices:
    found: dict[str, Any] = tomllib.loads(path.read_text())
    plans = tuple(Plan(**plan) for plan in found.pop("plans"))
    credits = Credits(**found.pop("credits"))
    dated, region = found.pop("dated"), found.pop("region")
    return Prices(dated, region, {name: _price(**one) for name, one in found.items()}, plans, credits)


def _price(
    *,
    source: str,
    verified: bool,
    usd: float | None = None,
    tiers: list[list[float]] | None = None,
    free: float = 0,
    first_year: float = 0,
) -> Price:
    steps = tiers if usd is None else [[0, usd]]
    if not steps:
        raise ValueError(f"A price has neither usd nor tiers: {source}.")
    return Price(tuple((size or math.inf, each) for size, each in steps), free, first_year, source, verified)
