"""What is asked for in a month, priced: lines by service in each way of paying."""

from collections.abc import Mapping
from dataclasses import dataclass

from .demand import Demand
from .prices import Plan, Prices, prices

PAY, FLAT, FIRST_YEAR, CREDITS = "pay as you go", "flat-rate plan", "old first year", "credits since 2025"
WAYS = (PAY, FLAT, FIRST_YEAR, CREDITS)
SERVICES: dict[str, tuple[str, ...]] = {
    "Lambda": ("lambda_requests", "lambda_gb_seconds"),
    "API Gateway": ("api_requests",),
    "DynamoDB": (
        "dynamodb_read_units",
        "dynamodb_write_units",
        "dynamodb_read_capacity",
        "dynamodb_write_capacity",
        "dynamodb_gb",
        "dynamodb_recovery_gb",
    ),
    "S3": ("s3_gb", "s3_puts", "s3_gets"),
    "SQS": ("sqs_requests",),
    "CloudFront": ("cloudfront_gb", "cloudfront_requests", "cloudfront_invalidations"),
    "Cognito": ("cognito_users",),
    "CloudWatch": ("log_gb", "alarms", "metrics", "dashboards"),
    "EventBridge": ("schedules",),
    "Secrets and keys": ("secrets", "keys"),
    "WAF": ("waf_acls", "waf_rules", "waf_requests"),
    "Route 53": ("zones", "dns_queries"),
    "OpenSearch": ("opensearch_hours", "opensearch_gb"),
}
IN_A_PLAN = ("CloudFront", "WAF", "Route 53")
CREDIT_LINE = "Credits"


@dataclass(frozen=True)
class Bill:
    """USD of one month by service, those of nothing included. `plan` is that of the flat rate."""

    way: str
    lines: Mapping[str, float]
    plan: Plan | None = None

    @property
    def total(self) -> float:
        return sum(self.lines.values())

    def dominant(self) -> tuple[str, float]:
        """The service that costs most."""
        return max(self.lines.items(), key=lambda line: line[1])


def bill(asked: Demand, way: str = PAY, table: Prices | None = None) -> Bill | None:
    """None where no flat-rate plan is large enough. Raises KeyError for a way that is not of WAYS."""
    ways = {PAY: pay_as_you_go, FLAT: flat_rate, FIRST_YEAR: first_year, CREDITS: with_credits}
    return ways[way](asked, table or prices())


def pay_as_you_go(asked: Demand, table: Prices | None = None) -> Bill:
    """With what is free for everybody every month."""
    return Bill(PAY, _lines(asked, table or prices()))


def first_year(asked: Demand, table: Prices | None = None) -> Bill:
    """Of an account of before July 2025, with what it has free for twelve months."""
    return Bill(FIRST_YEAR, _lines(asked, table or prices(), first_year=True))


def with_credits(asked: Demand, table: Prices | None = None) -> Bill:
    """Of an account since then: its credits, spread over the twelve months that they last on the paid plan."""
    table = table or prices()
    lines = _lines(asked, table)
    monthly = table.credits.usd / table.credits.paid_plan_months
    return Bill(CREDITS, {**lines, CREDIT_LINE: -min(sum(lines.values()), monthly)})


def flat_rate(asked: Demand, table: Prices | None = None) -> Bill | None:
    """With the cheapest plan that allows as much; None where none does."""
    table = table or prices()
    fitting = (
        plan for plan in table.plans if asked.cloudfront_requests <= plan.requests and asked.cloudfront_gb <= plan.gb
    )
    plan = next(fitting, None)
    if plan is None:
        return None
    lines = _lines(asked, table, s3_free_gb=plan.s3_gb)
    return Bill(FLAT, {**lines, **dict.fromkeys(IN_A_PLAN, 0.0), "CloudFront": plan.usd}, plan)


def credit_months(asked: Demand, table: Prices | None = None) -> float:
    """How long the credits of a new account pay everything."""
    table = table or prices()
    monthly = sum(_lines(asked, table).values())
    return min(table.credits.paid_plan_months, table.credits.usd / monthly if monthly else float("inf"))


def _lines(asked: Demand, table: Prices, *, first_year: bool = False, s3_free_gb: float = 0) -> dict[str, float]:
    amounts = asked.amounts()
    amounts["s3_gb"] = max(0.0, amounts["s3_gb"] - s3_free_gb)
    return {
        service: sum(table.of[name].of(amounts[name], first_year=first_year) for name in names)
        for service, names in SERVICES.items()
    }
