"""The price table: tiers, free parts, and where each price was seen."""

import math
from datetime import date

import pytest

from musicweb.costs.prices import Price, prices

TIERS = Price(((100, 1.0), (50, 0.5), (math.inf, 0.1)), free=10, first_year=5, source="-", verified=True)


@pytest.mark.parametrize(
    ("amount", "usd"),
    [
        (0, 0),
        (10, 0),  # all of it is free
        (11, 1),
        (110, 100),
        (130, 100 + 20 * 0.5),
        (160, 100 + 50 * 0.5),
        (260, 100 + 50 * 0.5 + 100 * 0.1),
    ],
)
def test_what_is_free_goes_first_then_each_tier_at_its_price(amount, usd):
    assert TIERS.of(amount) == pytest.approx(usd)


def test_the_first_year_has_more_that_is_free():
    assert TIERS.of(16, first_year=True) == pytest.approx(1)
    assert TIERS.of(16) == pytest.approx(6)


def test_twelve_terabytes_at_the_edge_are_ten_at_one_price_and_one_at_the_next():
    assert prices().of["cloudfront_gb"].of(12_000) == pytest.approx(10_000 * 0.085 + 1_000 * 0.080)


def test_a_million_and_a_half_requests_to_a_function_pay_for_the_half():
    assert prices().of["lambda_requests"].of(1_500_000) == pytest.approx(0.10)


def test_the_table_has_a_date_and_every_price_a_source():
    table = prices()
    assert isinstance(table.dated, date)
    sources = [price.source for price in table.of.values()] + [plan.source for plan in table.plans]
    assert all(sources)


def test_what_is_called_verified_was_seen_at_aws():
    seen = [price.source for price in prices().of.values() if price.verified]
    assert seen
    assert all(source.startswith(("https://aws.amazon.com/", "https://docs.aws.amazon.com/")) for source in seen)


def test_plans_are_in_the_order_of_what_they_cost():
    plans = prices().plans
    assert list(plans) == sorted(plans, key=lambda plan: plan.usd)
