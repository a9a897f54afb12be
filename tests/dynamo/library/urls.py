from django.contrib import admin as stock
from django.http import HttpResponse, JsonResponse
from django.urls import path

from musicweb.dynamo.admin import DynamoAdmin, DynamoAdminSite

from .models import Book, Loan

site = DynamoAdminSite(name="admin")


@stock.register(Book, site=site)
class BookAdmin(DynamoAdmin):
    list_display = ["heading", "genre", "lent", "added_at"]
    list_filter = ["genre", "lent", "added_at"]
    search_fields = ["title_key"]
    ordering = ["-added_at"]
    list_per_page = 10
    fields = ["title", "genre", "pages", "lent", "shelf"]
    actions = ["shelve"]

    @stock.display(description="title", ordering="title_key")
    def heading(self, book):
        return book.title

    @stock.action(description="Put back on the shelf")
    def shelve(self, request, queryset):
        for book in queryset:
            book.lent = False
            book.save()
        self.log_changes(request, queryset, "Shelved.")


@stock.register(Loan, site=site)
class LoanAdmin(DynamoAdmin):
    fields = ["book_id", "note"]


def counted(request):
    """Counts visits in the session."""
    request.session["visits"] = request.session.get("visits", 0) + 1
    return JsonResponse({"visits": request.session["visits"]})


def peek(request):
    """Reads the session, and writes nothing."""
    return JsonResponse({"visits": request.session.get("visits", 0)})


def forget(request):
    request.session.flush()
    return HttpResponse("forgotten")


urlpatterns = [
    path("admin/", site.urls),
    path("", lambda request: HttpResponse("home")),
    path("counted/", counted),
    path("peek/", peek),
    path("forget/", forget),
]
