"""What pages cost at DynamoDB, by its own figures, with 1,000 songs in the tables: section 6 of the issue."""

import pytest
from django.test import Client

from musicweb.dynamo.capacity import measured
from playlists.models import LikedSet
from tests.bench.budgets import PAGES, Budget, browser_of, cost_of, onward, spent_on, tables_in
from tests.bench.catalogue import Catalogue, fill

SONGS = 1000
ANONYMOUS = [page for page in PAGES if page.anonymous]
SIGNED_IN = [page for page in PAGES if page.signed_in]
LISTINGS = [page for page in SIGNED_IN if not page.anonymous]


@pytest.fixture(scope="module")
def catalogue(dynamodb_engine):
    with tables_in(dynamodb_engine.url):
        yield fill(songs=SONGS)


@pytest.mark.parametrize("page", ANONYMOUS, ids=str)
def test_a_page_keeps_its_budget_for_anybody(catalogue: Catalogue, page: Budget):
    check(browser_of(None), page.address(catalogue), page.anonymous)


@pytest.mark.parametrize("page", SIGNED_IN, ids=str)
def test_a_page_keeps_its_budget_for_somebody_signed_in(catalogue: Catalogue, page: Budget):
    check(browser_of(getattr(catalogue, page.reader)), page.address(catalogue), page.signed_in)


@pytest.mark.parametrize("page", LISTINGS, ids=str)
def test_a_listing_keeps_its_budget_on_later_pages(catalogue: Catalogue, page: Budget):
    client, address = browser_of(getattr(catalogue, page.reader)), page.address(catalogue)
    for _ in range(2):
        address = onward(client, address) or address
    check(client, address, page.signed_in)


@pytest.mark.parametrize("page", PAGES[:3], ids=str)
def test_with_5000_likes_one_batch_of_shards_is_added(catalogue: Catalogue, page: Budget, record_property):
    """Without a budget in units: the figure is printed."""
    spent = spent_on(browser_of(catalogue.collector), page.address(catalogue))
    record_property(f"{page} with 5,000 likes", str(spent))
    print(f"{page} with 5,000 likes: {spent}")
    assert sum(LikedSet.Meta.table_name in call.tables for call in spent.calls) == 2
    assert spent.requests <= page.signed_in.requests + 1


def test_every_shard_of_5000_likes_is_read_for_one_unit(catalogue: Catalogue):
    """So none is over 4 KB, by DynamoDB's own measure."""
    for name in LikedSet.shards_of(catalogue.collector.id):
        with measured() as spent:
            LikedSet.fetch(catalogue.collector.id, name)
        assert spent.read_units == 1


def check(client: Client, address: str, budget) -> None:
    cost = cost_of(client, address)
    print(f"{address}: {cost} of {budget}")
    assert cost.within(budget), "\n".join(map(str, spent_on(client, address).calls))
