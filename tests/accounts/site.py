"""The site with three addresses more, which say who is asking."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from accounts.decorators import may, signed_in
from musicweb.urls import handler400, handler403, handler404, handler500
from musicweb.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def me(request: HttpRequest) -> HttpResponse:
    user = request.user
    return JsonResponse({"id": user.pk, "groups": list(user.groups) if user.pk else [], "staff": user.is_staff})


def untouched(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody asked who you are")


@signed_in
def note(request: HttpRequest) -> HttpResponse:
    return JsonResponse(dict(request.POST.lists()))


@may("catalog.moderate")
def moderators(request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


urlpatterns = [
    *site,
    path("test/me/", me),
    path("test/untouched/", untouched),
    path("test/note/", note),
    path("test/moderators/", moderators),
]
