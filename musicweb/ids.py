"""Ids: ULIDs in small letters, 26 of them, in the order in which they were made."""


def new_id() -> str:
    from ulid import ULID  # with what it needs it would be a fiftieth of every start

    return str(ULID()).lower()
