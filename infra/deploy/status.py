"""`make status`: health, versions, alarms and cost so far, read from what costs nothing to ask."""

from botocore.exceptions import ClientError

from . import functions, releases, smoke, stack
from .console import say
from .site import Site

QUEUES = {"UploadDlqUrl": "uploads", "PlaysDlqUrl": "plays", "StreamDlqUrl": "changes"}


def show(site: Site) -> None:
    outputs = stack.outputs(site)
    state = (stack.described(site) or {})["StackStatus"]
    say(f"{site.name} at {outputs['SiteUrl']}, stack {state}")
    say(f"  health: {smoke.site_answers(outputs) or 'answers'}")
    for name, version in functions.names(site).items():
        say(f"  {name}: version {version}")
    for number, one in enumerate(releases.history(site, outputs["DeployBucketName"])):
        say(f"  {'serves' if number == 0 else 'before'}: {one['release']} since {one['since']}")
    if releases.unsettled(site, outputs["DeployBucketName"]):
        say(f"  UNFINISHED: a run is at work or broke off. To go on: make deploy STAGE={site.stage}; or make rollback")
    say(f"  dead letters: {_dead_letters(site, outputs)}")
    say(f"  alarms: {_alarms(site)}")
    say(f"  cost: {_cost(site)}")


def _dead_letters(site: Site, outputs: dict[str, str]) -> str:
    found = []
    for output, what in QUEUES.items():
        asked = site.client("sqs").get_queue_attributes(
            QueueUrl=outputs[output], AttributeNames=["ApproximateNumberOfMessages"]
        )
        found.append(f"{asked['Attributes']['ApproximateNumberOfMessages']} {what}")
    return ", ".join(found)


def _alarms(site: Site) -> str:
    pages = site.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{site.name}-")
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    ringing = [alarm["AlarmName"] for alarm in alarms if alarm["StateValue"] == "ALARM"]
    if not ringing:
        return f"none of {len(alarms)}"
    return f"{', '.join(ringing)} (docs/operations.md says what each means)"


def _cost(site: Site) -> str:
    """The budget's own count of this month. Cost Explorer would ask 0.01 USD for each question."""
    try:
        found = site.client("budgets").describe_budget(AccountId=site.account(), BudgetName=site.name)
    except ClientError as error:
        return f"the budget {site.name} could not be read ({error.response['Error']['Code']})"
    budget = found["Budget"]
    limit, spent = budget["BudgetLimit"]["Amount"], budget.get("CalculatedSpend", {})
    actual = spent.get("ActualSpend", {}).get("Amount", "0")
    forecast = spent.get("ForecastedSpend", {}).get("Amount", "not known yet")
    return f"{actual} of {limit} USD this month, forecast {forecast} (the whole account; up to a day late)"
