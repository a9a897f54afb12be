"""Taking the same handle in the same second, with an engine that keeps transactions apart (moto does not)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import services
from accounts.errors import HandleTaken
from accounts.models import Profile
from accounts.queries import get_user
from tests.bench.budgets import tables_in
from tests.people import make_user


@pytest.fixture
def tables(dynamodb_engine):
    with tables_in(dynamodb_engine.url):
        yield


def test_of_four_who_take_a_handle_at_once_one_has_it(tables):
    people = [make_user(f"p{number}") for number in range(4)]

    def take(user) -> str:
        try:
            services.save_profile(user_id=user.id, version=0, handle="river")
        except HandleTaken:
            return "taken"
        return user.id

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(take, people))
    winner = Profile.fetch("river").user_id
    assert sorted(said) == sorted([winner, "taken", "taken", "taken"])
    assert [person.id for person in people if get_user(person.id).handle] == [winner]
