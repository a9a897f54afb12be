"""Reports wait together for one decision, which is made once."""

import pytest

from catalog import services
from catalog.models import DECIDED, DECIDING, OPEN, Case, Report
from catalog.queries.reports import find_case, open_cases, reports_of
from catalog.services.reports import Decision, abandon_decision, begin_decision, finish_decision, mark_told
from musicweb.dynamo.errors import Conflict

pytestmark = pytest.mark.usefixtures("tables")
SONG = "song:one"


def a_report(**facts) -> Report:
    item = {"kind": "song", "id": "one", "title": "One", "owner_id": "ann", "reason": "copyright"}
    return services.report(**{**item, **facts})


def a_decision(actor: str = "mo", action: str = "hide", round: int = 1) -> Decision:
    return Decision(action=action, why="Because.", actor=actor, actor_name=actor.title(), round=round)


def test_the_first_report_opens_a_case_and_later_ones_join_it():
    a_report(text="Mine!", mail="Lin@Example.com")
    a_report(reason="spam")
    case = find_case(SONG)
    assert (case.state, case.open_reports, case.reason, case.title) == (OPEN, 2, "spam", "One")
    assert [report.reason for report in reports_of(SONG)] == ["spam", "copyright"]
    assert [found.subject for found in open_cases(limit=10)] == [SONG]
    assert reports_of(SONG).rows[1].mail == "lin@example.com"


def test_a_report_of_the_site_itself_is_filed_once():
    for _ in range(2):
        a_report(reason=services.SIMILARITY, token="similar-to-two")
    assert find_case(SONG).open_reports == 1
    assert len(reports_of(SONG)) == 1


def test_of_two_moderators_one_decides():
    a_report()
    begin_decision(SONG, a_decision("mo"))
    with pytest.raises(Conflict):
        begin_decision(SONG, a_decision("ada", "dismiss"))
    with pytest.raises(Conflict):
        begin_decision(SONG, a_decision("ada"))
    assert find_case(SONG).actor == "mo"


def test_who_looked_at_an_earlier_round_is_told():
    a_report()
    finish_decision(begin_decision(SONG, a_decision()))
    a_report()
    with pytest.raises(Conflict):
        begin_decision(SONG, a_decision("ada", round=1))
    assert find_case(SONG).state == OPEN


def test_an_interrupted_decision_goes_on_as_it_was_written():
    a_report()
    first = begin_decision(SONG, a_decision())
    again = begin_decision(SONG, a_decision())
    assert again.decided_at == first.decided_at
    finish_decision(again)
    finish_decision(first)
    case = find_case(SONG)
    assert (case.state, case.round, case.open_reports) == (DECIDED, 2, 0)


def test_a_decision_of_a_moderator_who_vanished_may_be_carried_on_by_another(settings):
    a_report()
    begin_decision(SONG, a_decision())
    settings.DECISION_SECONDS = 0
    assert begin_decision(SONG, a_decision("ada")).actor == "mo"


def test_a_decision_that_could_not_be_carried_out_leaves_the_case_open():
    a_report()
    abandon_decision(begin_decision(SONG, a_decision()))
    case = find_case(SONG)
    assert (case.state, case.round, case.action) == (OPEN, 1, None)


def test_a_report_during_a_decision_is_answered_by_it_and_one_after_it_asks_anew():
    a_report()
    case = begin_decision(SONG, a_decision())
    assert a_report().round == 1
    assert find_case(SONG).state == DECIDING
    finish_decision(case)
    assert a_report().round == 2
    assert (find_case(SONG).state, find_case(SONG).open_reports) == (OPEN, 1)


def test_who_was_told_is_forgotten():
    mark_told(a_report(mail="lin@example.com"))
    (report,) = reports_of(SONG)
    assert report.mail is None
    assert report.told_at
    assert report.expires


def test_an_address_is_taken_out_of_every_report():
    a_report(mail="lin@example.com")
    a_report(kind="artist", mail="LIN@example.com")
    a_report(mail="other@example.com")
    assert services.forget_mail("Lin@Example.com") == 2
    assert [report.mail for report in reports_of(SONG)] == ["other@example.com", None]
    assert services.forget_mail("lin@example.com") == 0


def test_a_case_keeps_no_address():
    a_report(mail="lin@example.com", text="lin@example.com")
    assert "lin@example.com" not in str(Case.fetch(SONG).serialize())
