"""Counts of plays, listeners and likes: in all, and by day. A listener counts once a day; days are UTC."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import NamedTuple, Self

from catalog.models import Release, Song
from playlists.models import PlayStat

DAYS = 30
IN_RELEASE = "release_listeners"
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
    def of(cls, stats: Iterable[PlayStat], listeners: str = "listeners") -> "Figures":
        """The sum of shards. Likes taken back of before they were counted do not make it negative."""
        names = ("plays", listeners, "likes", "embedded")
        counts = [[int(getattr(one, name)) for name in names] for one in stats]
        return cls(*(max(0, sum(column)) for column in zip(*counts, strict=True))) if counts else cls()

    @classmethod
    def of_day(cls, counts: Mapping[str, int], listeners: str) -> "Figures":
        return cls(counts.get("plays", 0), counts.get(listeners, 0), 0, counts.get("embedded", 0))


class Day(NamedTuple):
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


def song_statistics(song: Song) -> Statistics:
    """One Query."""
    part = PlayStat.part_of(song.release_id, song.id)
    found = PlayStat.within(PlayStat.of_artist(song.artist_id), part)
    stats = [stat for stat in found if stat.name == part]
    return Statistics(Figures.of(stats), _days(_by_day(stats, "listeners")))


def release_statistics(release: Release) -> Statistics:
    """With its songs inside. One Query, 0.5 units for some five songs.

    A listener of several songs is one listener of the release. Likes are those of its songs.
    """
    stats = PlayStat.within(PlayStat.of_artist(release.artist_id), PlayStat.part_of(release.id, ""))
    songs = _together(stats, lambda stat: stat.name.partition("/")[2])
    inside = {song_id: Figures.of(shards) for song_id, shards in songs.items()}
    return Statistics(_of_release(stats), _days(_by_day(stats, IN_RELEASE)), inside)


def artist_statistics(artist_id: str) -> Statistics:
    """With its releases inside; listeners are counted for each release, not for the artist.

    One Query for each MB, 0.5 units for some five songs.
    """
    stats = PlayStat.within(PlayStat.of_artist(artist_id))
    releases = _together(stats, lambda stat: stat.name.partition("/")[0])
    inside = {release_id: _of_release(of_release) for release_id, of_release in releases.items()}
    return Statistics(reduce(Figures.__add__, inside.values(), Figures()), _days(_by_day(stats, "")), inside)


def site_activity(days: int = DAYS) -> list[Day]:
    """Plays of the whole site on each of the last days, oldest first; no listeners. One Query, 4 units for 30 days."""
    found = _together(PlayStat.since("site", _first_day(days)), lambda stat: stat.name)
    return _days({day: Figures.of(shards) for day, shards in found.items()}, days)


def _first_day(days: int = DAYS) -> date:
    return datetime.now(UTC).date() - timedelta(days=days - 1)


def _of_release(stats: Iterable[PlayStat]) -> Figures:
    songs = _together(stats, lambda stat: stat.name)
    return reduce(Figures.__add__, (Figures.of(shards, IN_RELEASE) for shards in songs.values()), Figures())


def _together(stats: Iterable[PlayStat], key: Callable[[PlayStat], str]) -> dict[str, list[PlayStat]]:
    found: dict[str, list[PlayStat]] = {}
    for stat in stats:
        found.setdefault(key(stat), []).append(stat)
    return found


def _by_day(stats: Iterable[PlayStat], listeners: str) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for stat in stats:
        for day, counts in stat.days.items():
            found[day] = found.get(day, Figures()) + Figures.of_day(counts, listeners)
    return found


def _days(counted: Mapping[str, Figures], days: int = DAYS) -> list[Day]:
    dates = [_first_day(days) + timedelta(days=number) for number in range(days)]
    figures = [counted.get(one.isoformat(), Figures()) for one in dates]
    most = max(1, *(one.plays for one in figures))
    return [
        Day(one, of_day, at, of_day.plays * BAR_HEIGHT // most)
        for at, (one, of_day) in enumerate(zip(dates, figures, strict=True))
    ]
