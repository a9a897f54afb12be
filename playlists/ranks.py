"""Where an entry stands in a playlist: texts that sort as the entries do, with room between any two.

A new entry's rank is its id: a number of five digits, counted up by the playlist, so that entries
appended at once never share one. A moved entry's rank is a fraction between its new neighbours',
with its id at the end: so two entries never get the same rank, whoever moves them at the same time.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # in the order of their bytes
BASE = len(DIGITS)
ID_LENGTH = 5  # 916 million entries were ever appended to a playlist before it runs out


def entry_id(number: int) -> str:
    """The id of a playlist's entry of this number, which is its first rank too."""
    return _written(number, ID_LENGTH)


def above_all(rank: str, tail: int) -> str:
    """Above this rank and the entry of the number `tail`; entries appended later come behind it, or begin with it."""
    return _written(max(tail, _read(rank, ID_LENGTH)) + 1, ID_LENGTH)


def between(low: str, high: str, own_id: str) -> str:
    """A rank above `low` ("": the beginning) and below `high`, for the entry `own_id`.

    As short as it can be: some six moves to the same gap make it one digit longer. Raises ValueError
    unless low < high.
    """
    if low >= high:
        raise ValueError(f"There is nothing between {low!r} and {high!r}.")
    for length in range(1, max(len(low), len(high)) + 2):
        below, above = _read(low, length), _read(high, length)
        if above - below > 1:  # strictly between at this length, so no beginning of `high` either
            return _written((below + above) // 2, length) + own_id
    raise ValueError(f"There is nothing between {low!r} and {high!r}.")


def spread(low: str, high: str, own_ids: list[str]) -> list[str]:
    """Ranks for these entries in their order, evenly between `low` and `high`, as short as they can be."""
    for length in range(1, max(len(low), len(high)) + len(own_ids) + 2):
        below, above = _read(low, length), _read(high, length)
        step = (above - below) // (len(own_ids) + 1)
        if step > 0 and above - below > len(own_ids) + 1:
            return [_written(below + step * nth, length) + own for nth, own in enumerate(own_ids, 1)]
    raise ValueError(f"There is no room between {low!r} and {high!r}.")


def _read(rank: str, length: int) -> int:
    """The first `length` digits as a number; digits that are not there are zeros."""
    number = 0
    for digit in rank[:length].ljust(length, DIGITS[0]):
        number = number * BASE + DIGITS.index(digit)
    return number


def _written(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, BASE)
        digits.append(DIGITS[digit])
    if number:
        raise ValueError("The number has more digits.")
    return "".join(reversed(digits))
