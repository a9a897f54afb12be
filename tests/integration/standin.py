"""Versions of a stand-in for the site: a few kilobytes that answer the smoke test, so that many deployments take little."""

import json
import zipfile
from pathlib import Path

from infra.deploy import releases, static
from infra.deploy.site import KINDS

HANDLER = '''
"""Version {version}."""
PAGES = {{"/health/": (200, "ok"), "/": (200, "/static/css/site.{version}.css"), "/auth/login/": (302, ""), "/admin/": (302, "")}}

def handler(event, context):
    if "httpMethod" not in event:
        raise ValueError("Nobody handles this event" if {good} else "broken")
    status, body = PAGES.get("/" + event["path"].split("/", 1)[1], (404, "")) if {good} else (500, "broken")
    return {{"statusCode": status, "body": body, "headers": {{}}, "isBase64Encoded": False}}
'''


def version(folder: Path, name: str, *, good: bool = True) -> Path:
    """The packages of one, as `make package` would leave them."""
    packed = folder / name
    for part in ("static/css", "static/edge"):
        (packed / part).mkdir(parents=True)
    for plain in static.PLAIN:
        (packed / "static" / plain).write_text(name)
    css = f"css/site.{name}.css"
    (packed / "static" / css).write_text(name)
    (packed / "static" / "staticfiles.json").write_text(json.dumps({"paths": {"css/site.css": css}}))
    for kind in KINDS:
        with zipfile.ZipFile(releases.archive(packed, kind), "w") as archive:
            archive.writestr("musicweb/__init__.py", "")
            archive.writestr("musicweb/lambda_handler.py", HANDLER.format(version=name, good=good))
    return packed
