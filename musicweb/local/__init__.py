"""The developer's AWS: starts the emulator, deploys the template, runs the worker, fills the site with music.

Nothing here runs on AWS. Start at `supervisor.py`, which `manage.py runserver` calls.
"""
