"""Counts of plays, listeners and likes: in all, and by day. A listener counts once a day; days are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Self

from playlists.models import PlayStat

DAYS = 30
BAR_HEIGHT = 1000  # of the tallest, in units of the drawing


@dataclass(frozen=True)
class Figures:
    plays: int = 0
    listeners: int = 0
    likes: int = 0
    embedded: int = 0  # of the plays

    def __add__(self, other: Self) -> "Figures":
        return Figures(
            self.plays + other.plays,
            self.listeners + other.listeners,
            self.likes + other.likes,
            self.embedded + other.embedded,
        )

    @classmethod
    def of(cls, stats: Iterable[PlayStat]) -> "Figures":
        """The sum of shards. Likes taken back of before they were counted do not make it negative."""
        counts = [(int(one.plays), int(one.listeners), int(one.likes), int(one.embedded)) for one in stats]
        return cls(*(max(0, sum(column)) for column in zip(*counts, strict=True))) if counts else cls()


@dataclass(frozen=True)
class Day:
    """A day and its bar."""

    day: date
    figures: Figures
    at: int  # the bar's place, from 0
    height: int

    @property
    def top(self) -> int:
        return BAR_HEIGHT - self.height


@dataclass(frozen=True)
class Statistics:
    """Of all time, of the last DAYS days together and each (oldest first), and of what is inside by its id."""

    total: Figures
    days: list[Day]
    inside: dict[str, Figures] = field(default_factory=dict)

    @property
    def recent(self) -> Figures:
        return reduce(Figures.__add__, (day.figures for day in self.days), Figures())

    def of(self, part_id: str) -> Figures:
        return self.inside.get(part_id, Figures())


def song_statistics(song_id: str, release_id: str) -> Statistics:
    """Two Queries."""
    of_days = PlayStat.since(f"song:{song_id}", _first_day())
    total = PlayStat.within(f"release:{release_id}", f"song:{song_id}")
    return Statistics(Figures.of(total), _days(of_days))


def release_statistics(release_id: str, artist_id: str) -> Statistics:
    """With its songs inside, also removed ones as far as they are counted. Two Queries.

    A listener of several songs is one listener of the release. Likes are those of its songs.
    """
    stats = PlayStat.since(f"release:{release_id}", _first_day())
    inside = _inside(stats, "song:")
    total = Figures.of(PlayStat.within(f"artist:{artist_id}", f"release:{release_id}"))
    likes = sum(figures.likes for figures in inside.values())
    return Statistics(Figures(total.plays, total.listeners, likes, total.embedded), _days(stats), inside)


def artist_statistics(artist_id: str) -> Statistics:
    """With its releases inside; listeners are counted for each release, not for the artist. One Query."""
    stats = PlayStat.since(f"artist:{artist_id}", _first_day())
    inside = _inside(stats, "release:")
    return Statistics(reduce(Figures.__add__, inside.values(), Figures()), _days(stats), inside)


def site_activity(days: int = DAYS) -> list[Day]:
    """Plays of the whole site on each of the last days, oldest first; no listeners. One Query, 4 units for 30 days."""
    return _days(PlayStat.since("site", _first_day(days)), days)


def _first_day(days: int = DAYS) -> date:
    return datetime.now(UTC).date() - timedelta(days=days - 1)


def _inside(stats: Iterable[PlayStat], kind: str) -> dict[str, Figures]:
    parts = _by_name(stat for stat in stats if stat.name.startswith(kind))
    return {name.removeprefix(kind): Figures.of(shards) for name, shards in parts.items()}


def _by_name(stats: Iterable[PlayStat]) -> dict[str, list[PlayStat]]:
    """Shards of a part together."""
    found: dict[str, list[PlayStat]] = {}
    for stat in stats:
        found.setdefault(stat.name, []).append(stat)
    return found


def _days(stats: Iterable[PlayStat], days: int = DAYS) -> list[Day]:
    counted = _by_name(stats)
    dates = [_first_day(days) + timedelta(days=number) for number in range(days)]
    figures = [Figures.of(counted.get(one.isoformat(), ())) for one in dates]
    most = max(1, *(one.plays for one in figures))
    return [
        Day(one, of_day, at, of_day.plays * BAR_HEIGHT // most)
        for at, (one, of_day) in enumerate(zip(dates, figures, strict=True))
    ]
