"""An artist at a browser: files go from the page to S3 by real HTTP, as its script or its form sends them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests
from django.conf import settings
from django.test import Client

from accounts.models import User
from catalog import services
from catalog.models import Release, Song, Upload
from tests.factories import make_artist, make_release
from tests.people import make_user, sign_in


@dataclass
class Studio:
    """A new person, with an artist and a release of their own, signed in."""

    owner: User
    browser: Client
    release: Release

    @classmethod
    def opened(cls) -> "Studio":
        owner = make_user(f"ann-{uuid4().hex[:8]}")
        handle = f"ann-{uuid4().hex[:8]}"
        release = make_release(artist=make_artist(owner=owner, handle=handle), title=f"Light {handle}")
        return cls(owner, sign_in(Client(), owner), release)

    def start(self, content: bytes, filename: str = "rain.flac", content_type: str = "audio/flac") -> dict[str, Any]:
        """The grant for one file."""
        file = {"filename": filename, "size_bytes": len(content), "content_type": content_type}
        answer = self._say(f"/studio/releases/{self.release.id}/uploads/", **file)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def send(self, grant: dict[str, Any], content: bytes) -> list[dict[str, Any]]:
        """All parts, each asked for by the browser before it is sent."""
        numbers = range(1, grant["part_count"] + 1)
        asked = f"{grant['parts_url']}?numbers={','.join(map(str, numbers))}"
        urls = self._say(asked).json()["urls"]
        parts = []
        for number in numbers:
            part = content[(number - 1) * grant["part_bytes"] : number * grant["part_bytes"]]
            allow_by_preflight(urls[str(number)], "PUT")
            answer = requests.put(urls[str(number)], data=part, headers={"Origin": settings.SITE_URL}, timeout=20)
            assert answer.status_code == 200, answer.text
            assert "etag" in answer.headers["Access-Control-Expose-Headers"].lower()
            parts.append({"number": number, "etag": answer.headers["ETag"]})
        return parts

    def complete(self, grant: dict[str, Any], parts: list[dict[str, Any]]) -> Upload:
        answer = self._say(grant["completion_url"], parts=parts)
        assert answer.status_code == 200, answer.content
        return Upload.fetch(grant["id"])

    def upload(self, content: bytes, filename: str = "rain.flac", content_type: str = "audio/flac") -> Upload:
        """A file that has arrived; its event is in the queue."""
        grant = self.start(content, filename, content_type)
        return self.complete(grant, self.send(grant, content))

    def cover_form(self) -> tuple[Upload, services.Grant]:
        page = self.browser.post(f"/studio/releases/{self.release.id}/cover/")
        return self._form_at(page["Location"])

    def song_form(self, title: str) -> tuple[Upload, services.Grant]:
        """Without JavaScript: the title first, then the file's own form."""
        page = self.browser.post(f"/studio/releases/{self.release.id}/upload/", {"title": title})
        return self._form_at(page["Location"])

    def publish(self) -> None:
        answer = self.browser.post(f"/studio/releases/{self.release.id}/publication/", {"action": "publish"})
        assert answer.status_code == 303, answer.content
        self.release = Release.fetch(self.release.id)

    def song(self, upload: Upload) -> Song:
        return Song.fetch(upload.song_id)

    def _form_at(self, address: str) -> tuple[Upload, services.Grant]:
        shown = self.browser.get(address)
        grant = shown.context["grant"]
        assert f'action="{grant.url}"' in shown.content.decode()
        return Upload.fetch(address.rstrip("/").rpartition("/")[2]), grant

    def _say(self, address: str, **said: Any) -> Any:
        return self.browser.post(address, json.dumps(said), content_type="application/json")


def post_form(grant: services.Grant, content: bytes, **changed: str) -> requests.Response:
    """As the browser sends the page's form; the answer before its redirect is followed."""
    headers = {"Origin": settings.SITE_URL}
    return requests.post(
        grant.url,
        data={**grant.fields, **changed},
        files={"file": ("file", content)},
        headers=headers,
        allow_redirects=False,
        timeout=20,
    )


def allow_by_preflight(url: str, method: str) -> None:
    """What a browser asks before it sends a script's request to another origin."""
    asked = {"Origin": settings.SITE_URL, "Access-Control-Request-Method": method}
    answer = requests.options(url, headers=asked, timeout=20)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == settings.SITE_URL
    assert method in answer.headers["Access-Control-Allow-Methods"]
