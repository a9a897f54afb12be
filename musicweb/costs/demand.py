"""From an audience to what is asked of every service in a month."""

from dataclasses import dataclass, fields
from typing import Any

from .audience import Audience
from .usage import usage

GB = 1e9
MONTH_SECONDS = 730 * 3600
FULL_CPU_MB = 1769  # a Lambda function of this size has one whole processor
POLL_SECONDS = 20  # Lambda's long polling of a queue
LATENCY_MS = 5  # of a request to DynamoDB or SQS inside a region: assumed, no emulator can tell
COLD_SHARE, COLD_CPU_MS = 0.02, 500  # of requests that start a function, and the budget of such a start
PEAK = 4  # the busiest hours, over the mean
PART_BYTES = 8 * 1024**2
HISTORY_BYTES, HISTORY_MONTHS, PERSON_BYTES, SONG_BYTES = 430, 24, 12_000, 24_000
MARKS_BYTES, MARKS_MONTHS = 500, 22 / 30  # of a play: its own mark, and its part of its listener's day
COUNTS = "play_stats"
PLAY_TABLES = ("play_marks", COUNTS, "history")
FILES_OF_A_SONG = 4  # renditions, peaks, original: each read or written once more when it is published
MIX = {"home": 0.25, "release": 0.25, "song": 0.1, "artist": 0.15, "playlist": 0.15, "likes": 0.1}  # of page views


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Amounts of one month; the names are those of the price table."""

    lambda_requests: float
    lambda_gb_seconds: float
    api_requests: float
    dynamodb_read_units: float
    dynamodb_write_units: float
    dynamodb_read_capacity: float
    dynamodb_write_capacity: float
    dynamodb_gb: float
    dynamodb_recovery_gb: float
    s3_gb: float
    s3_puts: float
    s3_gets: float
    sqs_requests: float
    cloudfront_gb: float
    cloudfront_requests: float
    cloudfront_invalidations: float
    cognito_users: float
    log_gb: float
    alarms: float
    metrics: float
    dashboards: float
    secrets: float
    keys: float
    schedules: float
    waf_acls: float
    waf_rules: float
    waf_requests: float
    zones: float
    dns_queries: float
    opensearch_hours: float
    opensearch_gb: float

    def amounts(self) -> dict[str, float]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Calls:
    """Some of the month's work: how often a function runs, for how long, and what it asks of DynamoDB."""

    runs: float = 0
    gb_seconds: float = 0
    reads: float = 0
    writes: float = 0
    play_reads: float = 0  # of the tables of plays
    play_writes: float = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def demand(audience: Audience, measured: dict[str, Any] | None = None) -> Demand:
    """What this audience asks of AWS in a month, by the measured figures (`usage.json`)."""
    u = measured or usage()
    views, plays = audience.listeners * audience.pages, audience.plays_a_month
    pages, posts, acts = _pages(audience, views, u), _posts(plays, u), _acts(audience, u)
    counting, batch = _counting(audience, u)
    uploads, sweeps = _uploads(audience.uploads_a_month, u), _sweeps(u)
    web, worker = pages + posts + acts, counting + uploads + sweeps
    every = web + worker
    edge_requests = _edge_requests(audience, views, plays, u) + acts.runs
    stored_gb = _stored_gb(audience, u)
    rows_gb = _rows_gb(audience)
    provisioned = audience.plays_provisioned
    here = u["template"]
    return Demand(
        lambda_requests=every.runs,
        lambda_gb_seconds=every.gb_seconds,
        api_requests=web.runs,
        dynamodb_read_units=every.reads + (0 if provisioned else every.play_reads),
        dynamodb_write_units=every.writes + (0 if provisioned else every.play_writes),
        dynamodb_read_capacity=_capacity(every.play_reads, provisioned),
        dynamodb_write_capacity=_capacity(every.play_writes, provisioned),
        dynamodb_gb=rows_gb,
        dynamodb_recovery_gb=rows_gb,
        s3_gb=stored_gb,
        s3_puts=audience.uploads_a_month * _puts(u),
        s3_gets=audience.uploads_a_month * 2 * FILES_OF_A_SONG + 0.1 * plays,  # a tenth is not in the edge's cache
        sqs_requests=_queued(plays, batch, audience.uploads_a_month, u),
        cloudfront_gb=_edge_gb(audience, views, plays, u),
        cloudfront_requests=edge_requests,
        cloudfront_invalidations=audience.uploads_a_month * 4,
        cognito_users=audience.listeners * audience.signed_in,
        log_gb=every.runs * audience.log_kb * 1e3 / GB,
        alarms=here["alarms"] + int(provisioned),  # one more, for when the units do not suffice
        metrics=here["metrics"],
        dashboards=here["dashboards"],
        secrets=here["secrets"],
        keys=here["keys"],
        schedules=sweeps.runs,
        waf_acls=int(audience.waf),
        waf_rules=here["waf_rules"] * int(audience.waf),
        waf_requests=edge_requests * int(audience.waf),
        zones=int(audience.domain),
        dns_queries=0,  # an alias of CloudFront
        opensearch_hours=730.0 * int(audience.search),
        opensearch_gb=10.0 * int(audience.search),
    )


def play_cost(plays: float = 1, measured: dict[str, Any] | None = None) -> tuple[float, float]:
    """What a player asks for one play: requests, and of those the ones that call a function."""
    u = measured or usage()
    return (u["play"]["media_requests"] + 1) * plays, plays


def _pages(audience: Audience, views: float, u: dict[str, Any]) -> Calls:
    shares = {"signed_in": audience.signed_in, "anonymous": (1 - audience.signed_in) * (1 - audience.cached)}
    total = Calls()
    for who, share in shares.items():
        of_who = {name: weight for name, weight in MIX.items() if who in u["pages"][name]}
        for name, weight in of_who.items():
            runs = views * share * weight / sum(of_who.values())
            page = u["pages"][name][who]
            total += _web(runs, page["cpu_ms"], page["requests"], page["read_units"], page["write_units"], u)
    return total


def _posts(plays: float, u: dict[str, Any]) -> Calls:
    web = u["play"]["web"]
    return _web(plays, web["cpu_ms"], web["requests"] + web["sqs"], web["read_units"], web["write_units"], u)


def _acts(audience: Audience, u: dict[str, Any]) -> Calls:
    like = u["like"]
    runs = audience.listeners * audience.signed_in * audience.acts
    return _web(runs, like["cpu_ms"], like["requests"] + 1, like["read_units"] + 1, like["write_units"], u)


def _counting(audience: Audience, u: dict[str, Any]) -> tuple[Calls, float]:
    """The worker's part of plays, and how many it finds together within the queue's window."""
    plays, memory = audience.plays_a_month, u["functions"]["worker_mb"]
    batch = min(u["play"]["together"]["plays"], 1 + plays / MONTH_SECONDS * u["template"]["plays_window_seconds"])
    of_song = 1 + (batch - 1) / max(1.0, audience.songs_there)  # only plays of the same song share its counts
    total = Calls(runs=plays / batch)
    for who, share in (("signed_in", audience.signed_in), ("visitor", 1 - audience.signed_in)):
        alone, number = u["play"]["alone"][who], plays * share
        reads, writes = _each("read_units", who, batch, u), _writes(who, batch, of_song, u)
        of_plays = _part(alone, "reads_by_table", "read_units")
        seconds = _seconds(_each("cpu_ms", who, batch, u), _each("requests", who, batch, u), memory)
        total += Calls(
            gb_seconds=number * seconds * memory / 1024,
            reads=number * reads * (1 - of_plays),
            writes=number * writes * (1 - _part(alone, "writes_by_table", "write_units")),
            play_reads=number * reads * of_plays,
            play_writes=number * writes * _part(alone, "writes_by_table", "write_units"),
        )
    return total, batch


def _each(name: str, who: str, batch: float, u: dict[str, Any]) -> float:
    """What a play costs among `batch` together: what it costs anyway, and its part of what they share.

    Many were measured as visitors' plays; what a user's has beside, like the history, nobody shares.
    """
    alone, together = u["play"]["alone"], u["play"]["together"]
    visitor, least = alone["visitor"][name], together[name] / together["plays"]
    beside = max(0.0, alone[who][name] - visitor)
    shared = min(visitor, least + (visitor - least) / batch)
    return float(shared + (beside / batch if name == "requests" else beside))


def _writes(who: str, batch: float, of_song: float, u: dict[str, Any]) -> float:
    """The marks and the history nobody shares, a song's counts the plays of it, the site's those of a transaction."""
    alone, apart = u["play"]["alone"][who], u["play"]["apart"]
    counts, most = alone["writes_by_table"][COUNTS], apart["plays"]
    of_site = (counts - apart["writes_by_table"][COUNTS] / most) * most / (most - 1)
    own = alone["write_units"] - counts
    return float(own + (counts - of_site) / min(of_song, most) + of_site / min(batch, most))


def _part(alone: dict[str, Any], by_table: str, in_all: str) -> float:
    """The share of the tables of plays in what one play costs."""
    return float(sum(alone[by_table].get(name, 0) for name in PLAY_TABLES) / alone[in_all])


def _uploads(uploads: float, u: dict[str, Any]) -> Calls:
    web, worker, media = u["upload"]["web"], u["upload"]["worker"], u["media"]
    memory = u["functions"]["worker_mb"]
    encoding = media["worker_cpu_s"] / min(1.0, memory / FULL_CPU_MB)
    streams = u["upload"]["stream_records"]
    reads, writes = (web[f"{kind}_units"] + worker[f"{kind}_units"] for kind in ("read", "write"))
    calls = _web(uploads * 3, 20, web["requests"] / 3, 0, 0, u)
    work = Calls(uploads * (1 + streams), uploads * (encoding + streams * 0.1) * memory / 1024)
    return calls + work + Calls(reads=uploads * (reads + 2 * streams), writes=uploads * (writes + streams))


def _sweeps(u: dict[str, Any]) -> Calls:
    runs = MONTH_SECONDS / 60 / u["functions"]["sweep_minutes"]
    memory = u["functions"]["worker_mb"]
    seconds = _seconds(30, u["sweep"]["requests"], memory)
    return Calls(
        runs, runs * seconds * memory / 1024, runs * u["sweep"]["read_units"], runs * u["sweep"]["write_units"]
    )


def _web(runs: float, cpu_ms: float, requests: float, reads: float, writes: float, u: dict[str, Any]) -> Calls:
    memory = u["functions"]["web_mb"]
    warm = _seconds(cpu_ms, requests, memory)
    cold = COLD_SHARE * _seconds(COLD_CPU_MS, 0, memory)
    return Calls(runs, runs * (warm + cold) * memory / 1024, runs * reads, runs * writes)


def _seconds(cpu_ms: float, requests: float, memory_mb: float) -> float:
    """How long a function of this size runs that needs this much of a whole processor and waits for this many."""
    return (cpu_ms * max(1.0, FULL_CPU_MB / memory_mb) + requests * LATENCY_MS) / 1000


def _queued(plays: float, batch: float, uploads: float, u: dict[str, Any]) -> float:
    """Requests to SQS: Lambda's asking, also of an empty queue, then one to send and two for a batch to be taken."""
    asking = float(u["template"]["pollers"]) * MONTH_SECONDS / POLL_SECONDS
    return asking + plays * (1 + 2 / batch) + uploads * 3


def _capacity(units: float, provisioned: bool) -> float:
    """Units to provision for what comes in a month: the peak."""
    return units / MONTH_SECONDS * PEAK if provisioned else 0


def _edge_requests(audience: Audience, views: float, plays: float, u: dict[str, Any]) -> float:
    requests, _ = play_cost(plays, u)
    files = audience.listeners * float(u["static"]["requests"])
    return requests + views * (1 + audience.covers) + files


def _edge_gb(audience: Audience, views: float, plays: float, u: dict[str, Any]) -> float:
    page_kb = sum(weight * max(float(one["kb"]) for one in u["pages"][name].values()) for name, weight in MIX.items())
    aac, opus = (u["media"]["rendition_bytes"][name] for name in ("aac.m4a", "opus.webm"))
    sound_bytes = plays * float(aac * (1 - audience.saver) + opus * audience.saver)
    pages_kb = views * (page_kb + audience.covers * audience.cover_kb) + audience.listeners * float(u["static"]["kb"])
    return (sound_bytes + pages_kb * 1e3) / GB


def _stored_gb(audience: Audience, u: dict[str, Any]) -> float:
    song = float(u["media"]["original_bytes"] + sum(u["media"]["rendition_bytes"].values()))
    return audience.songs_there * song / GB


def _rows_gb(audience: Audience) -> float:
    """Tables and indexes: two years of histories, three weeks of marks, people with their sessions and likes, songs with all that is theirs."""
    histories = audience.plays_a_month * audience.signed_in * HISTORY_BYTES * HISTORY_MONTHS
    people = audience.listeners * audience.signed_in * PERSON_BYTES
    marks = audience.plays_a_month * MARKS_BYTES * MARKS_MONTHS
    return (histories + marks + people + audience.songs_there * SONG_BYTES) / GB


def _puts(u: dict[str, Any]) -> float:
    """Writing requests to S3 of one upload, that publish its files included."""
    parts = -(-u["media"]["original_bytes"] // PART_BYTES)
    counted = sum(number for act in ("web", "worker") for number in u["upload"][act]["s3"].values())
    return float(parts + counted + FILES_OF_A_SONG)
