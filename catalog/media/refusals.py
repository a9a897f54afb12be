"""Why a file is not taken. Words for people are in `catalog.refusal_messages`."""

CODES = frozenset(
    {
        # the file itself
        "empty",
        "not_audio",
        "playlist",
        "archive",
        "video",
        "format",
        "unreadable",
        "truncated",
        "duration_lies",
        "too_short",
        "too_long",
        "too_many_channels",
        "sample_rate",
        "too_large",
        # what it took to find out
        "timeout",
        "memory",
        # covers
        "cover_format",
        "cover_unreadable",
        "cover_too_large",
    }
)


class Refusal(Exception):
    """The file is refused for good: trying again gives the same answer.

    `code` is one of `CODES`; `facts` are numbers and words the message names (`claimed_s`, `limit_s`, …).
    """

    def __init__(self, code: str, **facts: float | int | str) -> None:
        if code not in CODES:
            raise ValueError(f"{code} is no refusal code")
        super().__init__(code)
        self.code = code
        self.facts = facts
