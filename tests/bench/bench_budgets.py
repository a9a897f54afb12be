"""Section 6: requests and read units of every page at 100,000 songs, and at 5,000 likes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from musicweb.local.ports import any_free
from tests.bench.budgets import PAGES, Budget, Cost, browser_of, cost_of, tables_in
from tests.bench.catalogue import LIKES, MANY_LIKES, Catalogue, fill
from tests.bench.report import kept, table
from tests.engines import dynamodb

SONGS = int(os.environ.get("BENCH_SONGS", "100000"))
FIRST_PORT = 15390


@contextmanager
def catalogue_of(songs: int) -> Iterator[Catalogue]:
    """A filled DynamoDB Local of its own."""
    engine = dynamodb.DynamoDBLocal(any_free(start=FIRST_PORT), heap="2g")
    try:
        with tables_in(engine.url):
            yield fill(songs=songs)
    finally:
        engine.stop()


def main() -> None:
    with catalogue_of(SONGS) as catalogue:
        rows = [_row(catalogue, page) for page in PAGES]
    heads = ("page", "anonymous", "budget", f"signed in, {LIKES} likes", "budget", f"{MANY_LIKES:,} likes", "")
    table(f"DynamoDB requests / read units a page, {catalogue.songs:,} songs", heads, rows)


def _row(catalogue: Catalogue, page: Budget) -> tuple[object, ...]:
    address = page.address(catalogue)
    anonymous = cost_of(browser_of(None), address) if page.anonymous else None
    signed_in = cost_of(browser_of(getattr(catalogue, page.reader)), address)
    many = cost_of(browser_of(catalogue.collector), address) if page.reader == "listener" else None
    within = _within(anonymous, page.anonymous) and _within(signed_in, page.signed_in)
    return (
        page.page,
        anonymous or "–",
        page.anonymous or "–",
        signed_in,
        page.signed_in,
        many or "–",
        kept(within),
    )


def _within(cost: Cost | None, budget: Cost | None) -> bool:
    return cost is None or budget is None or cost.within(budget)
