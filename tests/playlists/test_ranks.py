"""Ranks sort as entries do, always have room between them, and are nobody else's."""

import random

import pytest

from playlists.ranks import between, entry_id, spread


def test_ids_count_up_in_the_order_of_their_bytes():
    ids = [entry_id(number) for number in (1, 9, 10, 61, 62, 10_000, 916_132_831)]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {5}
    with pytest.raises(ValueError, match="more digits"):
        entry_id(62**5)


def test_between_any_two_neighbours_there_is_room():
    dice = random.Random(5)
    ranks = [entry_id(1), entry_id(2)]
    for number in range(3, 400):
        at = dice.randrange(len(ranks) - 1)
        low, high = ranks[at : at + 2]
        new = between(low, high, entry_id(number))
        assert low < new < high
        ranks.insert(at + 1, new)
    assert ranks == sorted(set(ranks))


def test_the_same_gap_taken_by_two_gives_two_ranks():
    assert between("00001", "00002", "0000A") != between("00001", "00002", "0000B")


def test_before_the_first_there_is_always_room_and_ranks_grow_slowly():
    first = entry_id(1)
    for number in range(2, 62):
        first = between("", first, entry_id(number))
    assert len(first) <= 22  # 17 digits for 60 moves, and the id


def test_a_place_that_is_none_is_refused():
    for low, high in (("00002", "00001"), ("00001", "00001")):
        with pytest.raises(ValueError, match="nothing between"):
            between(low, high, "0000A")


def test_entries_spread_evenly_get_short_ranks_in_their_order():
    ids = [entry_id(number) for number in range(100, 164)]
    ranks = spread("", "00001", ids)
    assert ranks == sorted(ranks)
    assert all("" < rank < "00001" for rank in ranks)
    assert max(map(len, ranks)) <= 12
    ranks = spread("0000F0000000000000000001", "0000F0000000000000000002", ids)
    assert ranks == sorted(ranks)
