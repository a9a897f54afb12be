"""The admin's first page says what waits, to whom it concerns."""

from datetime import UTC, datetime

import boto3
import pytest
from django.conf import settings

from catalog import services as catalog
from catalog.models import DEAD, Upload
from catalog.queries import site_state
from musicweb.dynamo.audit import SITE, AuditRecord
from musicweb.dynamo.capacity import measured
from musicweb.moderation import services
from musicweb.moderation.charts import HEIGHT, chart
from playlists.models import PlayStat
from tests.factories import make_upload
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def admin(client):
    return sign_in(client, make_user("ada", ["admins"]))


def test_an_admin_sees_what_waits_and_what_came(admin):
    catalog.report(kind="song", id="one", title="One", reason="spam")
    upload = make_upload()
    upload.change(Upload.state.set(DEAD))
    boto3.client("sqs").send_message(QueueUrl=settings.UPLOAD_DLQ_URL, MessageBody="{}")
    today = datetime.now(UTC).date().isoformat()
    services.count("1", day=today, users=1)
    services.count("2", day=today, songs=2, stored_bytes=3 * 1024**2)
    context = admin.get("/admin/").context
    waits = {name: str(context[name]) for name in ("reports", "failed_uploads", "dead_letters", "stored_bytes")}
    assert waits == {"reports": "1", "failed_uploads": "1", "dead_letters": "1", "stored_bytes": str(3 * 1024**2)}
    assert (context["days"][0].day, context["days"][0].users, len(context["days"])) == (today, 1, 30)
    page = admin.get("/admin/").content.decode()
    assert f"<title>{today}: 2</title>" in page
    assert "3.0" in page


def test_it_costs_five_requests(admin):
    """The session; open cases, failed uploads, days, and the site's plays of this month."""
    with measured() as spent:
        admin.get("/admin/")
    assert spent.requests <= 5, spent.calls


def test_an_admin_sees_this_month_and_what_it_will_have_cost(admin):
    today = datetime.now(UTC).date().isoformat()
    PlayStat("site", today, plays=3_000).put()
    PlayStat("site", PlayStat.sharded(today, 4), plays=1_000).put()
    PlayStat("site", "2020-01-01", plays=9_999_999).put()
    response = admin.get("/admin/")
    month = response.context["month"]
    assert month.plays == 4_000
    assert month.projected_plays >= 4_000
    assert month.bill.total > 0
    page = response.content.decode()
    assert f"{month.bill.total:.2f}" in page
    assert "This month at AWS" in page


def test_a_moderator_sees_reports_and_uploads_and_no_figures(client):
    sign_in(client, make_user("mo", ["moderators"]))
    page = client.get("/admin/")
    assert "Reported items" in page.content.decode()
    assert "stored_bytes" not in page.context
    assert "month" not in page.context
    assert "Announcement and maintenance" not in page.content.decode()
    assert client.get("/admin/site/").status_code == 403


def test_an_admin_announces_and_switches_maintenance_and_both_are_noted(admin):
    sent = {"text": "Back at ten.", "level": "info", "until": "2099-01-01T10:00", "read_only": "on"}
    assert admin.post("/admin/site/", sent).status_code == 302
    assert (site_state().announcement, site_state().read_only) == ("Back at ten.", True)
    admin.post("/admin/site/", {"text": "", "level": "info"})
    assert not site_state().is_announced
    assert not site_state().read_only
    noted = [row.what for row in AuditRecord.of_subject(SITE, limit=9)]
    assert sorted(noted) == ["announce", "announce", "read-only", "read-write"]


def test_a_wrong_date_is_said_at_its_field(admin):
    response = admin.post("/admin/site/", {"text": "x", "level": "info", "until": "soon"})
    assert response.status_code == 422
    assert "soon" in response.content.decode()


def test_the_highest_bar_fills_the_chart_and_nothing_has_no_bar():
    drawn = chart("Songs", [("a", 0), ("b", 2), ("c", 4)])
    assert [bar.height for bar in drawn.bars] == [0, HEIGHT // 2, HEIGHT]
    assert chart("Songs", []).bars == []
    assert {bar.height for bar in chart("Songs", [("a", 0)]).bars} == {0}
