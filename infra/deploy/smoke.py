"""Whether a version works: asked through the gateways, with the key that CloudFront has and without."""

import json

import requests

from . import functions
from .site import DeployError, Site

SECONDS = 30
STATIC = "/static/css/site."


def test(site: Site, outputs: dict[str, str], origin_key: str) -> None:
    """Raises DeployError with everything that is not as it should be."""
    faults = [*_pages(site, origin_key), *_api(site, origin_key), *_starts(site, "_api"), *_starts(site, "_worker")]
    if faults:
        raise DeployError("The smoke test failed:\n  " + "\n  ".join(faults))


def site_answers(outputs: dict[str, str]) -> str:
    """What is wrong with the site at its own address, if anything."""
    try:
        answer = requests.get(f"{outputs['SiteUrl']}/health/", timeout=SECONDS)
    except requests.RequestException as error:
        return f"{outputs['SiteUrl']} cannot be reached yet: {error}"
    return "" if answer.ok else f"{outputs['SiteUrl']}/health/ answers {answer.status_code}."


def _pages(site: Site, key: str) -> list[str]:
    url, host = site.gateway(functions.gateway_id(site, ""), "")
    faults = []
    expected = (
        *(("/health/", 200, "ok"), ("/", 200, STATIC), ("/no-such-page/", 404, "")),
        *(("/auth/login/", 302, ""), ("/admin/", 302, "")),  # each loads what no other address does
    )
    for path, status, text in expected:
        answer = _get(url + path, {**host, "x-api-key": key})
        if answer is None or answer.status_code != status or text not in answer.text:
            faults.append(_fault(path, answer, f"{status}{f' with “{text}”' if text else ''}"))
    answer = _get(f"{url}/health/", host)
    if answer is None or answer.status_code != 403:
        faults.append(_fault("/health/ without the origin key", answer, "403"))
    return faults


def _api(site: Site, key: str) -> list[str]:
    url, host = site.gateway(functions.gateway_id(site, "_api"), "_api")
    answer = _get(f"{url}/api/v1/songs", {**host, "x-api-key": key})
    if answer is None or answer.status_code != 401:
        return [_fault("/api/v1/songs without a token", answer, "401")]
    return []


def _starts(site: Site, kind: str) -> list[str]:
    """An event that nobody handles is refused: so the function's code and settings load. The gateway stops a stranger before it."""
    name = site.function(kind)
    answer = site.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"detail-type": "Smoke test"}).encode())
    said = answer["Payload"].read().decode()
    if "FunctionError" not in answer or "Nobody handles this event" not in said:
        return [f"{name} said to an unknown event: {said[:300]}"]
    return []


def _get(url: str, headers: dict[str, str]) -> requests.Response | None:
    try:
        return requests.get(url, headers={"Accept": "text/html", **headers}, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException:
        return None


def _fault(what: str, answer: requests.Response | None, expected: str) -> str:
    if answer is None:
        return f"{what}: no answer; {expected} was expected."
    return f"{what}: {answer.status_code} “{answer.text[:200]}”; {expected} was expected."
