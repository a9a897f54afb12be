"""`manage.py cost` prints the bill and says what it rests on."""

import io

from django.core.management import call_command

from musicweb.costs.bill import WAYS
from musicweb.costs.usage import usage


def printed(*words: str) -> str:
    out = io.StringIO()
    call_command("cost", *words, stdout=out)
    return out.getvalue()


def test_a_month_by_service_in_the_four_ways_of_paying():
    text = printed("--listeners", "10000", "--plays", "30", "--waf")
    head, *lines = text.splitlines()
    assert "10,000 listeners" in head
    assert [way for way in WAYS if way not in head] == []
    services = [line.split("  ")[0] for line in lines]
    assert {"API Gateway", "CloudFront", "WAF", "Credits", "in all"} <= set(services)
    assert "dominates" in text
    assert "What would lower it" in text


def test_it_says_when_it_was_measured_and_which_prices_aws_was_not_seen_to_say():
    text = printed()
    assert usage()["measured"] in text
    assert "waf_requests" in text.rpartition("Not seen on a page of AWS")[2]


def test_the_sizes_go_to_a_million_where_no_plan_is_large_enough():
    lines = printed("--sizes").splitlines()
    assert [line.split()[0] for line in lines[1:6]] == ["100", "1,000", "10,000", "100,000", "1,000,000"]
    assert "–" in lines[5].split()
