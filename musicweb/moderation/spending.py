"""This month at AWS, from the site's own counters and `musicweb.costs`: no bill of AWS is asked, which would cost itself."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musicweb.costs.audience import Audience
from musicweb.costs.bill import Bill, flat_rate, pay_as_you_go
from musicweb.costs.demand import demand
from musicweb.costs.prices import prices
from musicweb.costs.usage import usage

LEAST_DAYS = 1.0  # a month is not reckoned from less


@dataclass(frozen=True)
class Month:
    """What was asked for so far, and what the whole month will have cost if it goes on like this."""

    plays: int
    sent_bytes: int  # sound that was heard
    stored_bytes: int  # originals and what was made of them
    projected_plays: int
    bill: Bill
    flat: Bill | None  # with CloudFront's flat rate, where a plan is large enough

    @property
    def lines(self) -> list[tuple[str, float]]:
        """By service, the dearest first, without those of less than half a cent."""
        return sorted(((name, usd) for name, usd in self.bill.lines.items() if usd >= 0.005), key=lambda line: -line[1])

    @property
    def dated(self) -> Any:
        return prices().dated


def this_month(*, plays: int, original_bytes: int, now: datetime) -> Month:
    """From the plays of this month (UTC) and the bytes of all originals."""
    passed = max(LEAST_DAYS, now.day - 1 + (now.hour * 60 + now.minute) / 1440)
    projected = round(plays * monthrange(now.year, now.month)[1] / passed)
    media = usage()["media"]
    renditions = media["rendition_bytes"]
    songs = round(original_bytes / media["original_bytes"])
    usual = Audience()
    audience = Audience(listeners=round(projected / usual.plays), songs=songs, uploads=songs / 20)
    asked = demand(audience)
    heard = renditions["aac.m4a"] * (1 - usual.saver) + renditions["opus.webm"] * usual.saver
    stored = original_bytes * (1 + sum(renditions.values()) / media["original_bytes"])
    return Month(plays, round(plays * heard), round(stored), projected, pay_as_you_go(asked), flat_rate(asked))
