"""Two thousand acts while AWS fails (tests/chaos), on DynamoDB Local; ten thousand by `make chaos`."""

import logging

import pytest

from tests.chaos.faults import KILLED, RATES, Faults
from tests.chaos.history import run

ACTS, SEED = 2_000, 7


@pytest.fixture
def quiet():
    """Thousands of failures are what is wanted here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_nothing_acknowledged_is_lost_nothing_is_done_twice_and_every_upload_ends(
    dynamodb_local, quiet, record_property
):
    history = run(ACTS, SEED, dynamodb_local)
    record_property("chaos", str(history))
    print(history)
    assert (history.lost, history.doubled, history.unended) == ([], [], [])
    assert set(history.world.faults.counts) == {*RATES, KILLED}
    assert history.world.outcomes["acknowledged"] > 0.9 * ACTS
    assert sum(history.ends.values()) > 50


def test_the_same_seed_draws_the_same_faults():
    drawn = [[faults.draw() for _ in range(1_000)] for faults in (Faults(7), Faults(7), Faults(8))]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == {None, *RATES}
