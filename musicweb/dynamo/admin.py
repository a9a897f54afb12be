"""Django's admin over DynamoModel: its own templates, key-based pages, history in a table.

A list page costs one Query however deep it is, two with filter expressions; searching is by the
start of one field, through the index sorted by it.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .conditions import UnsupportedQuery
from .errors import BadCursor, Conflict
from .history import LogRecord, RecentActions
from .pages import AtLeast, KeyPages
from .plans import sources

SEEN = "seen_version"
HISTORY_ROWS = 100
HISTORY_PAGES_MAX = 10


class NotSaved(Exception):
    """Raise in `save_model` what the user should read: nothing was saved, and why."""


class DynamoChangeList(ChangeList):
    """`?p=3~<cursor>` instead of `?p=3`."""

    def get_results(self, request: HttpRequest) -> None:
        number, _mark, cursor = request.GET.get(PAGE_VAR, "1").partition("~")
        try:
            self.page_num = max(int(number), 1)
            page = self.page = self.queryset.page(self.list_per_page, cursor)
        except (ValueError, BadCursor, UnsupportedQuery) as error:
            raise IncorrectLookupParameters(error) from error
        seen = (self.page_num - 1) * self.list_per_page + len(page.items)
        self.result_list = self.queryset.holding(page.items)
        self.result_count = AtLeast(seen) if page.next else seen
        self.multi_page = bool(page.next or cursor)
        self.paginator = KeyPages(page)
        self.show_full_result_count = self.can_show_all = self.show_all = False
        self.full_result_count = None
        self.show_admin_actions = True

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """By the column that was clicked last: an index is sorted by one attribute."""
        return list(super().get_ordering(request, queryset)[:1])

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        number = (new_params or {}).get(PAGE_VAR)
        if number and number > 1:
            cursor = self.page.next if number > self.page_num else self.page.previous
            new_params = {**new_params, PAGE_VAR: f"{number}~{cursor}"}
        return super().get_query_string(new_params, remove)


class SeenVersion(forms.IntegerField):
    """The version a form was filled in for; never itself a change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class DynamoForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that knows which version of the item it showed, and refuses to overwrite a newer one."""

    seen_version = SeenVersion(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if SEEN in self.fields:
            self.fields[SEEN].initial = self._version()

    def clean_seen_version(self) -> int | None:
        seen: int | None = self.cleaned_data[SEEN]
        if seen is not None and self.instance.row is not None and seen != self._version():
            data: Any = self.data
            self.data = data = data.copy()
            data[self.add_prefix(SEEN)] = str(self._version())  # who saves again has been told
            raise ValidationError(
                _("Somebody else changed this in the meantime. Open it in another tab, and save here to keep yours.")
            )
        return seen

    def _version(self) -> int | None:
        name = self.instance.record._version_attribute_name
        row = self.instance.row
        return getattr(row, name) if name and row is not None else None


class OnThisPage(ActionForm):
    """Actions hold for the rows that were ticked, whatever a request says of rows beyond the page."""

    def clean_select_across(self) -> bool:
        return False


class DynamoAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A ModelAdmin for a DynamoModel. `search_fields` names at most one field: the start of it is searched."""

    form = DynamoForm
    action_form: ClassVar[type[ActionForm]] = OnThisPage
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False  # no “select all N across pages”; templates/admin/actions.html
    list_per_page = 25

    # ---- the list ----
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DynamoChangeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            messages.warning(request, _("This list cannot be shown that way: %s") % error)
            raise

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """The columns that are the sort key of an index."""
        keys = {source.range_name for source in sources(self.model.record)}
        return [name for name in self.get_list_display(request) if self._order_field(name) in keys]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if search_term and self.search_fields:
            (field,) = self.search_fields
            queryset = queryset.filter(**{f"{field}__startswith": self.fold_search(search_term)}).order_by(field)
        return queryset, False

    def fold_search(self, term: str) -> str:
        """The term as the searched field is folded when it is stored."""
        return term.casefold()

    def _order_field(self, name: Any) -> Any:
        method = name if callable(name) else getattr(self, str(name), None)
        return str(getattr(method, "admin_order_field", name)).lstrip("-")

    # ---- the form ----
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.model.record._version_attribute_name or not self.has_change_permission(request, obj):
            return fieldsets
        plain: list[tuple[Any, dict[str, Any]]] = [
            (title, {**options, "fields": [*options["fields"]]}) for title, options in fieldsets
        ]
        if not any(SEEN in options["fields"] for _title, options in plain):
            plain[-1][1]["fields"].append(SEEN)
        return plain

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Conflict:
            messages.error(request, _("Somebody else changed this at the same moment. Nothing was saved: look again."))
        except NotSaved as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """There are no foreign keys, so nothing else goes with an item."""
        objs = list(objs)
        refused = {str(self.opts.verbose_name) for obj in objs if not self.has_delete_permission(request, obj)}
        return [str(obj) for obj in objs], {str(self.opts.verbose_name_plural): len(objs)}, refused, []

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The address of the object itself: Django's detour over a redirect reads a database."""
        if callable(self.view_on_site):
            return super().get_view_on_site_url(obj)
        shown = obj is not None and self.view_on_site and hasattr(obj, "get_absolute_url")
        return str(obj.get_absolute_url()) if shown else None

    # ---- history ----
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        LogRecord.write(request.user, [obj], ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        LogRecord.write(request.user, [obj], CHANGE, message)

    def log_changes(self, request: HttpRequest, objects: Any, message: str) -> None:
        """Note the same change of several objects, as bulk actions make them."""
        LogRecord.write(request.user, objects, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        LogRecord.write(request.user, queryset, DELETION)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The newest first, 100 on a page, at most 1,000."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        asked = request.GET.get(PAGE_VAR, "1")
        number = min(max(int(asked), 1), HISTORY_PAGES_MAX) if asked.isdecimal() else 1
        rows = LogRecord.newest_of(obj, limit=number * HISTORY_ROWS + 1)
        paginator = Paginator([row.entry() for row in rows], HISTORY_ROWS)
        page = paginator.get_page(number)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %s") % obj,
            "subtitle": None,
            "action_list": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "pagination_required": paginator.num_pages > 1,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class DynamoAdminSite(admin.AdminSite):
    """An admin site whose recent actions come from the table, without the page that needs a database."""

    without: tuple[str, ...] = ("view_on_site",)

    def get_urls(self) -> list[Any]:
        return [route for route in super().get_urls() if getattr(route, "name", None) not in self.without]

    def get_log_entries(self, request: HttpRequest) -> Any:
        return RecentActions()
