"""The WSGI application: `runserver` here, the web function of Zappa on AWS."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
application = get_wsgi_application()
