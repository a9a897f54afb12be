"""Reporting something: a form for everybody, and the word that it has arrived."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.errors import Gone
from musicweb.answers import see_other
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.limits import allow
from musicweb.moderation import services
from musicweb.moderation.forms import ReportForm
from musicweb.visitors import network_of

HOUR_SECONDS, DAY_SECONDS = 3600, 86400
OF_ONE_ADDRESS, OF_ONE_ITEM = 10, 200  # reports in an hour, in a day
SALT = "report"
Item = services.Item


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """The form about one item, named by `kind` and `id`. Nobody need sign in; a flood is told to wait."""
    item = _item(request)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, item, 422 if form.is_bound else 200)
    if not allow(f"report:{network_of(request)}", limit=OF_ONE_ADDRESS, window_seconds=HOUR_SECONDS):
        form.add_error(None, _("Many reports have come from your address. Wait an hour and send it again."))
        return _form(request, form, item, 429, HOUR_SECONDS)
    if not allow(f"reported:{item.kind}:{item.id}", limit=OF_ONE_ITEM, window_seconds=DAY_SECONDS):
        form.add_error(None, _("This was reported many times today: the moderators know. Come back tomorrow."))
        return _form(request, form, item, 429, DAY_SECONDS)
    filed = services.report(
        kind=item.kind,
        id=item.id,
        title=item.title,
        owner_id=item.owner_id,
        language=get_language() or "en",
        **form.cleaned_data,
    )
    known = {"id": filed.id, "url": item.url, "mail": bool(filed.mail)}
    return see_other("report-sent", signing.dumps(known, salt=SALT))


@never_cache
@require_safe
def report_sent(request: HttpRequest, receipt: str) -> HttpResponse:
    """The report's reference number. What the page says is signed into its address: nothing is read."""
    try:
        known: dict[str, Any] = signing.loads(receipt, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    context = {"reference": services.reference_of(known["id"]), "back": known["url"], "mail": known["mail"]}
    return render(request, "moderation/report_sent.html", context)


def _item(request: HttpRequest) -> Item:
    """What is reported, if everybody may see it. Raises NotFound, Gone."""
    item = services.find(request.GET.get("kind", ""), request.GET.get("id", ""))
    if item.is_gone:
        raise Gone(item.id)
    if not item.is_open:
        raise NotFound(item.id)
    return item


def _form(request: HttpRequest, form: ReportForm, item: Item, status: int, wait_seconds: int = 0) -> HttpResponse:
    context = {"form": form, "item": item, "action": f"{reverse('report')}?{request.GET.urlencode()}"}
    response = render(request, "moderation/report.html", context, status=status)
    if wait_seconds:
        response["Retry-After"] = str(wait_seconds)
    return response
