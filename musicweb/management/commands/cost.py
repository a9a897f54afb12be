"""A month's bill on AWS, before it comes."""

from argparse import ArgumentParser, BooleanOptionalAction
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from django.core.management.base import BaseCommand

from musicweb.costs.advice import advice
from musicweb.costs.audience import Audience
from musicweb.costs.bill import CREDIT_LINE, SERVICES, WAYS, Bill, bill, credit_months, flat_rate, pay_as_you_go
from musicweb.costs.demand import Demand, demand, play_cost
from musicweb.costs.prices import prices
from musicweb.costs.usage import usage

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
WIDTH = 20


class Command(BaseCommand):
    help = "Print what a month costs on AWS, by service and way of paying, from measured figures and dated prices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = get_type_hints(Audience)
        for field in fields(Audience):
            kind = next(iter(get_args(kinds[field.name])), kinds[field.name])
            how: dict[str, Any] = {"action": BooleanOptionalAction} if kind is bool else {"type": kind}
            option = f"--{field.name.replace('_', '-')}"
            parser.add_argument(option, default=field.default, help=f"default: {field.default}", **how)
        parser.add_argument("--sizes", action="store_true", help=f"totals for {SIZES[0]} to {SIZES[-1]:,} listeners")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {field.name: options[field.name] for field in fields(Audience)}
        if options["sizes"]:
            self._sizes(chosen)
        else:
            self._month(Audience(**chosen))
        table = prices()
        self.stdout.write(
            f"\nMeasured {usage()['measured']}, prices of {table.dated} in {table.region}, without taxes."
            f"\nNot seen on a page of AWS: {', '.join(table.unverified())}, plans, credits."
        )

    def _month(self, audience: Audience) -> None:
        asked = demand(audience)
        bills = [bill(asked, way) for way in WAYS]
        self._row(f"USD a month, {audience.listeners:,} listeners", *WAYS)
        for service in (*SERVICES, CREDIT_LINE):
            if any(one and abs(one.lines.get(service, 0)) >= 0.0005 for one in bills):
                self._row(service, *(_usd(one, service) for one in bills))
        self._row("in all", *(_usd(one) for one in bills))
        self._more(audience, asked)

    def _more(self, audience: Audience, asked: Demand) -> None:
        now, flat = pay_as_you_go(asked), flat_rate(asked)
        requests, calls = play_cost()
        service, usd = now.dominant()
        self.stdout.write(
            f"\nThe plan: {flat.plan.name if flat and flat.plan else 'none is large enough'}."
            f" Credits of a new account pay everything for {credit_months(asked):.0f} months."
            f"\nAsked in a month: {asked.cloudfront_gb:,.0f} GB and {asked.cloudfront_requests:,.0f} requests at the edge,"
            f" {asked.api_requests:,.0f} at the API, {asked.lambda_gb_seconds:,.0f} GB-seconds,"
            f" {asked.s3_gb:,.1f} GB stored. A play: {requests:g} requests, {calls:g} of them to a function."
            f"\n{service} dominates: {usd:,.2f} USD of {now.total:,.2f}. What would lower it:"
        )
        for one in advice(audience):
            self.stdout.write(f"  −{one.saves_usd:,.2f}  {one.text}")

    def _sizes(self, chosen: dict[str, Any]) -> None:
        self._row("listeners", *WAYS, "dominates")
        for listeners in SIZES:
            asked = demand(Audience(**{**chosen, "listeners": listeners}))
            totals = [_usd(bill(asked, way)) for way in WAYS]
            self._row(f"{listeners:,}", *totals, pay_as_you_go(asked).dominant()[0])

    def _row(self, name: str, *cells: str) -> None:
        self.stdout.write(f"{name:<32}" + "".join(f"{cell:>{WIDTH}}" for cell in cells))


def _usd(one: Bill | None, service: str = "") -> str:
    if one is None:
        return "–"
    return f"{one.lines.get(service, 0.0) if service else one.total:,.2f}"
