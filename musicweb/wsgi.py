"""The WSGI application: `runserver` here, the web function of Zappa on AWS."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
application = get_wsgi_application()

# What the start made lives as long as the process. A page makes some 20,000 objects and keeps none.
gc.freeze()
gc.set_threshold(20_000, 10, 10)
