"""The admin's addresses. `urls.py` names this module, so that it is loaded with the first of them that is asked for."""

from django.contrib import admin

admin.autodiscover()
urlpatterns = admin.site.get_urls()
