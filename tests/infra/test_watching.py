"""What is watched, what it costs, and that the manual says of every alarm what to do."""

import json
import re

import pytest

from musicweb.local.folder import PROJECT
from tests.infra.resources import RESOURCES, TEMPLATE, of, properties

ALARMS = properties("CloudWatch::Alarm")
FREE_METRICS = 10  # of alarms; every further one costs 0.10 USD a month
ASKED_FOR = {  # alarm: the parameter that brings it, and its default, which does not
    "ThroughputAlarm": ("BillingMode", "PAY_PER_REQUEST"),
    "TrafficAlarm": ("TrafficAlarmGB", 0),
}


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_tells_somebody_and_is_quiet_without_data(name):
    alarm = ALARMS[name]

    assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "Alarms"}]
    assert alarm["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_the_manual_says_what_an_alarm_means_and_what_to_do(name):
    title = ALARMS[name]["AlarmName"]["Fn::Sub"].removeprefix("${Project}-${Stage}-")
    manual = (PROJECT / "docs" / "operations.md").read_text()

    assert f"docs/operations.md: Alarms, {title}" in ALARMS[name]["AlarmDescription"]
    found = re.search(rf"^### {title}\n(.+?)(?=^#)", manual, re.MULTILINE | re.DOTALL)
    assert found, f"docs/operations.md has no section “{title}”."
    assert "Do:" in found[1]


def test_the_alarms_are_no_more_than_are_free():
    assert len(set(ALARMS) - ASKED_FOR.keys()) <= FREE_METRICS
    assert {RESOURCES[name]["Condition"] for name in ASKED_FOR} == {"ThroughputWatched", "TrafficWatched"}
    assert all(TEMPLATE["Parameters"][name]["Default"] == default for name, default in ASKED_FOR.values())
    assert all("MetricName" in alarm for alarm in ALARMS.values())  # one metric each


def test_who_fetches_gigabytes_shows_within_the_hour():
    alarm = ALARMS["TrafficAlarm"]

    assert (alarm["MetricName"], alarm["Statistic"], alarm["Period"]) == ("BytesDownloaded", "Sum", 3600)
    assert alarm["Threshold"] == {"Fn::Sub": "${TrafficAlarmGB}000000000"}


def test_what_is_asked_for_is_watched():
    watched = {alarm["MetricName"] for alarm in ALARMS.values()}

    assert watched >= {
        "5xxErrorRate",
        "Throttles",
        "Duration",
        "ApproximateNumberOfMessagesVisible",
        "IteratorAge",
        "ProcessingFailures",
        "FailedSignIns",
    }
    dead = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in ALARMS.values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    }
    assert dead == {name for name, one in properties("SQS::Queue").items() if "RedrivePolicy" not in one}


def test_a_metric_of_ours_that_has_an_alarm_is_counted_from_the_logs():
    counted = {one["MetricTransformations"][0]["MetricName"] for one in properties("Logs::MetricFilter").values()}
    ours = {alarm["MetricName"] for alarm in ALARMS.values() if isinstance(alarm["Namespace"], dict)}

    assert counted == ours


def test_logs_do_not_stay_for_ever():
    groups = properties("Logs::LogGroup")

    assert {one["RetentionInDays"]["Ref"] for one in groups.values()} == {"LogDays"}
    assert {one["LogGroupName"]["Fn::Sub"].rpartition("${Stage}")[2] for one in groups.values()} == {
        "",
        "-api",
        "-worker",
    }


def test_the_budget_speaks_at_half_at_four_fifths_and_at_the_end():
    budget = properties("Budgets::Budget")["MonthlyCost"]

    told = [one["Notification"]["Threshold"] for one in budget["NotificationsWithSubscribers"]]
    assert told == [50, 80, 100]
    assert "budgets.amazonaws.com" in json.dumps(RESOURCES["AlarmsPolicy"])


def test_the_dashboard_is_what_cloudwatch_can_read():
    body = properties("CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"][0]
    widgets = json.loads(re.sub(r"\$\{[^}]+\}", "x", body))["widgets"]

    assert len(widgets) == 6
    assert all(widget["properties"]["metrics"] for widget in widgets)


def test_there_is_one_dashboard_for_one_stage():
    assert len(of("CloudWatch::Dashboard")) == 1
