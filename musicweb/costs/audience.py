"""Who comes and what they do: what nobody can measure before there are people."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Assumptions, each an option of `manage.py cost`."""

    listeners: int = 1000
    plays: float = 30  # of a listener a month
    pages: float = 30  # the player goes on by itself: one view for each play
    signed_in: float = 0.3  # of page views
    cached: float = 0.85  # of the other page views: those that CloudFront answers
    saver: float = 0.2  # of plays, in the small rendition
    acts: float = 3  # likes and the like a month, of those who are signed in
    songs: int | None = None  # in all; else one for twenty listeners, and at least fifty
    uploads: float | None = None  # a month; else a twentieth of the songs
    covers: float = 3  # of a page view that the browser does not have yet
    cover_kb: float = 15
    log_kb: float = 1.0  # of a call: our line, and Lambda's own
    plays_provisioned: bool = False  # BillingMode=PROVISIONED: the tables of plays inside the 25 free units
    domain: bool = False
    waf: bool = False
    search: bool = False

    @property
    def songs_there(self) -> float:
        return self.songs if self.songs is not None else max(50.0, self.listeners * 0.05)

    @property
    def uploads_a_month(self) -> float:
        return self.uploads if self.uploads is not None else self.songs_there * 0.05

    @property
    def plays_a_month(self) -> float:
        return self.listeners * self.plays
