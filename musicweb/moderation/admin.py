"""What was reported, as moderators decide about it, and everything that was decided: read-only."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.errors import LastAdmin
from catalog.errors import Refused
from catalog.queries.reports import find_case
from musicweb.answers import see_other
from musicweb.aws.errors import AwsError
from musicweb.dynamo.admin import DynamoAdmin
from musicweb.dynamo.errors import Conflict, DynamoError

from . import queries, services
from .faces import Case, Decision, Kind, State
from .forms import DecisionForm, reason_label

REFUSALS: dict[str, Any] = {
    "not_possible": _("This cannot be done with this item (any more). Choose another decision."),
    "yourself": _("Nobody suspends themselves."),
    "staff": _("It belongs to a moderator or an admin: only an admin may suspend them."),
}


class WaitingFirst(SimpleListFilter):
    """The queue shows what waits, unless another state or everything is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*State.choices, ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or State.OPEN
        for value, title in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen == value, "query_string": address, "display": title}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        state = self.value() or State.OPEN
        return queryset if state == "all" else queryset.filter(state=state)


class ReadOnlyAdmin(DynamoAdmin):
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """A list of reported items; the page of one is where it is decided."""

    list_display = ("heading", "kind", "newest_reason", "open_reports", "reported_at", "state", "action")
    list_filter = (WaitingFirst, "kind")
    ordering = ("-reported_at",)

    @admin.display(description=_("title"))
    def heading(self, case: Case) -> str:
        return str(case)

    @admin.display(description=_("newest reason"))
    def newest_reason(self, case: Case) -> str:
        return str(reason_label(case.reason))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The item, its reports, what was decided before, and the decision."""
        if not self.has_view_or_change_permission(request) or object_id is None:
            raise PermissionDenied
        case = find_case(unquote(object_id))
        if case is None:
            raise Http404
        may_decide = self.has_change_permission(request) and case.state != State.DECIDED
        item = services.item_of(case)
        actions = [str(case.action)] if case.state == State.DECIDING else services.actions_for(item)
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST if request.method == "POST" else None, actions=actions, initial=_asked(case))
        if form.is_bound and form.is_valid() and self._decided(request, case.subject, form):
            return see_other("admin:moderation_case_changelist")
        if form.is_bound and form.is_valid():
            return see_other(request.path)  # to look again at what it is now
        status = 422 if form.is_bound else 200
        return self._page(request, case, item, form if may_decide else None, status)

    def _decided(self, request: HttpRequest, subject: str, form: DecisionForm) -> bool:
        """Whether it was; else the moderator is told why not, and nothing has happened."""
        try:
            services.decide(subject=subject, by=request.user, **form.cleaned_data)
        except Conflict:
            text: Any = _("Somebody else has decided about this at the same moment. Look at what it is now.")
        except Refused as error:
            text = REFUSALS.get(error.code, error.code)
        except LastAdmin:
            text = _("Its owner is the only admin: make somebody else one first.")
        except (DynamoError, AwsError) as error:
            text = _("It was interrupted. Make the same decision again to finish it: %s") % error
        else:
            self.message_user(request, _("Decided, and everybody concerned is told."), messages.SUCCESS)
            return True
        self.message_user(request, text, messages.ERROR)
        return False

    def _page(self, request: HttpRequest, case: Any, item: Any, form: DecisionForm | None, status: int) -> HttpResponse:
        reports, decisions = queries.history_of(case.subject)
        owner_id = item.owner_id if item else case.owner_id
        people = request.user.has_perm("accounts.view_user")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reported"),
            "opts": self.opts,
            "case": case,
            "kind": dict(Kind.choices).get(case.kind, case.kind),
            "deciding": case.state == State.DECIDING,
            "item": item,
            "item_admin": _admin_page("catalog", case.kind, case.item_id),
            "owner_id": owner_id,
            "owner_admin": _admin_page("accounts", "user", owner_id) if people and owner_id else "",
            "reports": [_shown(report, case) for report in reports],
            "decisions": decisions,
            "form": form,
        }
        return TemplateResponse(request, "admin/moderation/case/decide.html", context, status=status)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The audit. Nobody changes it here or anywhere."""

    list_display = ("time", "what", "heading", "actor_name", "why")
    ordering = ("-time",)
    fields = ("time", "what", "title", "subject", "why", "actor_name", "actor", "owner_id", "before", "after")
    readonly_fields = fields

    @admin.display(description=_("what it is about"))
    def heading(self, decision: Decision) -> str:
        return decision.title or decision.subject

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _asked(case: Any) -> dict[str, Any]:
    """What the form holds at first: of a decision under way, that decision."""
    known = {"round": int(case.round)}
    return {**known, "action": case.action, "why": case.why} if case.state == State.DECIDING else known


def _shown(report: Any, case: Any) -> dict[str, Any]:
    return {
        "created_at": report.created_at,
        "reference": services.reference_of(report.id),
        "reason": reason_label(report.reason),
        "text": report.text,
        "is_open": int(report.round) == int(case.round),
        "has_mail": bool(report.mail),
    }


def _admin_page(app: str, model: str, key: str) -> str:
    try:
        return reverse(f"admin:{app}_{model}_change", args=[quote(key)])
    except NoReverseMatch:  # of profiles and playlists the admin has no pages
        return ""
