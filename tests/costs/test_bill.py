"""From an audience to a bill: by hand, by the measured figures, and never less for more."""

from copy import deepcopy
from dataclasses import replace

import pytest

from musicweb.costs.advice import advice
from musicweb.costs.audience import Audience
from musicweb.costs.bill import CREDIT_LINE, CREDITS, FIRST_YEAR, FLAT, PAY, SERVICES, WAYS, bill, credit_months
from musicweb.costs.demand import Demand, demand, play_cost
from musicweb.costs.prices import prices
from musicweb.costs.usage import usage

SIZES = (0, 1, 100, 1_000, 10_000, 100_000, 1_000_000)
NOTHING = Demand(**dict.fromkeys(Demand.__dataclass_fields__, 0.0))


def paid(audience: Audience, way: str = PAY):
    return bill(demand(audience), way)


def test_every_price_is_a_line_of_some_service_and_every_amount_has_a_price():
    priced = [name for names in SERVICES.values() for name in names]
    assert sorted(priced) == sorted(prices().of) == sorted(NOTHING.amounts())


def test_nothing_costs_nothing():
    assert [bill(NOTHING, way).total for way in WAYS] == [0, 0, 0, 0]


def test_a_bill_by_hand():
    asked = replace(NOTHING, api_requests=2e6, s3_gb=105, cloudfront_gb=1_100, waf_acls=1, waf_rules=3)
    expected = {"API Gateway": 7.0, "S3": 2.415, "CloudFront": 8.5, "WAF": 8.0}
    found = bill(asked)
    assert {name: usd for name, usd in found.lines.items() if usd} == pytest.approx(expected)
    assert found.total == pytest.approx(25.915)
    assert found.dominant()[0] == "CloudFront"


def test_the_old_first_year_has_a_million_calls_and_five_gigabytes_more():
    asked = replace(NOTHING, api_requests=2e6, s3_gb=105)
    assert bill(asked, FIRST_YEAR).total == pytest.approx(3.5 + 2.3)


def test_a_plan_has_the_edge_its_firewall_and_some_storage_in_one_price():
    asked = replace(NOTHING, cloudfront_gb=2_000, cloudfront_requests=9e6, waf_acls=1, s3_gb=60, api_requests=1e6)
    found = bill(asked, FLAT)
    assert found.plan.name == "Pro"
    assert found.total == pytest.approx(15 + 10 * 0.023 + 3.5)


@pytest.mark.parametrize(
    ("requests", "gb", "name"),
    [(1e6, 100, "Free"), (1e6 + 1, 100, "Pro"), (1e6, 101, "Pro"), (11e6, 1, "Business"), (126e6, 1, "Premium")],
)
def test_the_cheapest_plan_that_allows_both_is_taken(requests, gb, name):
    assert bill(replace(NOTHING, cloudfront_gb=gb, cloudfront_requests=requests), FLAT).plan.name == name


def test_beyond_every_plan_there_is_no_such_bill():
    assert bill(replace(NOTHING, cloudfront_gb=50_001), FLAT) is None


def test_credits_pay_what_they_can_and_last_as_long_as_they_can():
    small, large = replace(NOTHING, api_requests=1e6), replace(NOTHING, api_requests=30e6)
    assert bill(small, CREDITS).total == pytest.approx(0)
    assert bill(large, CREDITS).lines[CREDIT_LINE] == pytest.approx(-200 / 12)
    assert (credit_months(small), credit_months(large)) == (12, pytest.approx(200 / 105))


def test_nobody_pays_in_another_way():
    with pytest.raises(KeyError, match="cash"):
        bill(NOTHING, "cash")


@pytest.mark.parametrize("way", [PAY, FIRST_YEAR, CREDITS])
def test_more_listeners_never_cost_less(way):
    totals = [paid(Audience(listeners=size), way).total for size in SIZES]
    assert totals == sorted(totals)


@pytest.mark.parametrize("name", ["plays", "pages", "signed_in", "songs", "uploads", "acts"])
def test_more_of_anything_never_costs_less(name):
    values = (0.0, 0.5, 1.0) if name == "signed_in" else (0, 10, 1_000)
    totals = [paid(Audience(listeners=50_000, **{name: value})).total for value in values]
    assert totals == sorted(totals)


@pytest.mark.parametrize("name", ["cached", "saver"])
def test_what_spares_never_costs_more(name):
    totals = [paid(Audience(listeners=50_000, **{name: value})).total for value in (0.0, 0.5, 1.0)]
    assert totals == sorted(totals, reverse=True)


def test_the_amounts_of_a_month_by_hand():
    """Two signed-in page views and one play for each of a thousand listeners."""
    figures = deepcopy(usage())
    page = {"requests": 2, "read_units": 3, "write_units": 0, "cpu_ms": 10, "kb": 10}
    figures["pages"] = {name: {"signed_in": page, "anonymous": page} for name in figures["pages"]}
    quiet = {"acts": 0, "songs": 0, "uploads": 0, "covers": 0, "saver": 0}
    asked = demand(Audience(listeners=1_000, pages=2, plays=1, signed_in=1, **quiet), figures)
    sound = 1_000 * figures["media"]["rendition_bytes"]["aac.m4a"] / 1e9
    static = 1_000 * figures["static"]["kb"] / 1e6
    assert asked.api_requests == 2_000 + 1_000
    assert asked.cloudfront_gb == pytest.approx(sound + 2_000 * 10 / 1e6 + static)
    sweeps = asked.schedules * figures["sweep"]["read_units"]
    plays = 1_000 * figures["play"]["alone"]["signed_in"]["read_units"]
    assert 6_000 + sweeps < asked.dynamodb_read_units < 6_000 + sweeps + plays


def test_a_hundred_listeners_cost_at_most_ten_cents():
    """Without a domain, WAF and OpenSearch."""
    assert paid(Audience(listeners=100)).total <= 0.10


def test_what_a_domain_a_firewall_and_opensearch_add():
    plain = paid(Audience(listeners=100)).total
    added = {name: paid(Audience(listeners=100, **{name: True})).total - plain for name in ("domain", "waf", "search")}
    assert added == {
        "domain": pytest.approx(0.50),
        "waf": pytest.approx(10, abs=3),
        "search": pytest.approx(730 * 0.036 + 10 * 0.122),
    }


@pytest.mark.parametrize(
    ("provisioned", "usd"), [(True, 2), (False, 3.25)], ids=["BillingMode=PROVISIONED", "on demand"]
)
def test_functions_api_and_tables_of_ten_thousand_listeners_cost_at_most(provisioned, usd):
    lines = paid(Audience(listeners=10_000, plays_provisioned=provisioned)).lines
    assert lines["Lambda"] + lines["API Gateway"] + lines["DynamoDB"] <= usd


def test_a_play_writes_at_most_ten_units_and_fewer_among_others():
    play = usage()["play"]
    assert play["alone"]["signed_in"]["write_units"] <= 10
    assert play["alone"]["visitor"]["write_units"] <= 7
    assert play["together"]["write_units"] / play["together"]["plays"] < 4


def test_what_plays_share_is_the_count_of_a_song_and_the_site_s():
    """A visitor's play: three units of marks, two of its song, two of the site; of a batch of sixteen and more."""
    figures = deepcopy(usage())
    alone = {"write_units": 7, "writes_by_table": {"play_marks": 3, "play_stats": 4}}
    figures["play"]["alone"]["visitor"] |= alone
    figures["play"]["apart"] = {"plays": 16, "writes_by_table": {"play_stats": 16 * 2 + 2}}
    audience = {"pages": 0, "uploads": 0, "acts": 0, "signed_in": 0.0}
    few, many = Audience(listeners=10, plays=1, **audience), Audience(listeners=10**7, plays=10, songs=1, **audience)
    apart = replace(many, songs=10**9)
    for crowd, each in ((few, 7), (apart, 3 + 2 + 2 / 16), (many, 3 + 4 / 16)):
        assert demand(crowd, figures).dynamodb_write_units / crowd.plays_a_month == pytest.approx(each, rel=0.01)


def test_a_play_is_two_requests_and_calls_one_function():
    requests, calls = play_cost()
    assert requests <= 2
    assert calls <= 1


def test_advice_saves_what_it_says_and_begins_with_the_most():
    audience = Audience(listeners=10_000, waf=True)
    found = advice(audience)
    assert [one.saves_usd for one in found] == sorted((one.saves_usd for one in found), reverse=True)
    without = paid(Audience(listeners=10_000)).total
    saved = {one.text: one.saves_usd for one in found}
    assert saved["no WAF, or the one of a flat-rate plan"] == pytest.approx(paid(audience).total - without)
    assert any("flat-rate" in text for text in saved)
