"""What would lower a bill: the same month reckoned again with one thing changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .audience import Audience
from .bill import flat_rate, pay_as_you_go
from .demand import Demand, demand
from .prices import prices

WORTH_USD, SHOWN = 0.01, 4
ARM, COGNITO_LITE = 0.8, 0.0055 / 0.015  # of the price now


@dataclass(frozen=True)
class Advice:
    text: str
    saves_usd: float


def advice(audience: Audience) -> list[Advice]:
    """At most four, of what saves a cent or more, the most first; against paying as one goes."""
    now = pay_as_you_go(demand(audience)).total
    found = [Advice(text, now - total) for text, total in _other_months(audience)]
    worth = [one for one in found if one.saves_usd >= WORTH_USD]
    return sorted(worth, key=lambda one: -one.saves_usd)[:SHOWN]


def _other_months(audience: Audience) -> Iterator[tuple[str, float]]:
    flat = flat_rate(demand(audience))
    if flat is not None and flat.plan is not None:
        yield f"CloudFront's flat-rate plan “{flat.plan.name}”, which also has WAF and DNS", flat.total
    changes: list[tuple[str, Audience]] = [
        ("half of all plays in the small rendition (data saver)", replace(audience, saver=max(0.5, audience.saver))),
        ("95 % of visitors' pages from the edge's cache", replace(audience, cached=max(0.95, audience.cached))),
        (
            "BillingMode=PROVISIONED: the tables of plays in the 25 free units",
            replace(audience, plays_provisioned=True),
        ),
        ("no OpenSearch: the search without it", replace(audience, search=False)),
        ("no WAF, or the one of a flat-rate plan", replace(audience, waf=False)),
    ]
    for text, other in changes:
        yield text, pay_as_you_go(demand(other)).total
    asked = demand(audience)
    yield "plays sent five together by the player", pay_as_you_go(_plays_together(asked, audience)).total
    yield "functions on arm64", _cheaper(asked, "lambda_gb_seconds", ARM)
    yield "Cognito's plan Lite", _cheaper(asked, "cognito_users", COGNITO_LITE)


def _plays_together(asked: Demand, audience: Audience) -> Demand:
    spared = audience.plays_a_month * 0.8
    return replace(
        asked,
        api_requests=asked.api_requests - spared,
        lambda_requests=asked.lambda_requests - spared,
        cloudfront_requests=asked.cloudfront_requests - spared,
    )


def _cheaper(asked: Demand, name: str, times: float) -> float:
    """In all, with this price so many times as high."""
    table = prices()
    price = table.of[name]
    cheaper = replace(price, tiers=tuple((size, usd * times) for size, usd in price.tiers))
    return pay_as_you_go(asked, replace(table, of={**table.of, name: cheaper})).total
