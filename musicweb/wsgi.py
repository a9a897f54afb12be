"""The WSGI application of `runserver`. On AWS Zappa makes its own: `lambda_handler`."""

import os

from django.core.wsgi import get_wsgi_application

from musicweb.garbage import spare_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
application = get_wsgi_application()
spare_what_is_loaded()
