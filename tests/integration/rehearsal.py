"""An account to deploy into: MiniStack with all that the template and Zappa use, and visitors who come by its gateway.

CloudFront has no data plane there, so a visitor stands in for it: asks the gateway by the gateway's own name, with the
origin key, and keeps cookies as a browser does.
"""

import html
import json
import re
import shutil
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import boto3
import pytest
import requests

from infra.deploy import functions, keys
from infra.deploy.__main__ import main
from infra.deploy.site import Site, _client
from musicweb.local import stack
from musicweb.local.emulator import REGION, ROOT_KEY, ROOT_SECRET, Emulator
from musicweb.local.ports import any_free
from tests.embedded import first_port
from tests.integration import packages

SERVICES = (
    "acm,apigateway,budgets,cloudformation,cloudfront,cognito-idp,dynamodb,dynamodbstreams,events,iam,kms,lambda,logs,"
    "monitoring,route53,s3,scheduler,ses,sns,sqs,ssm,sts,wafv2"
)
SITE_URL = "https://music.example.org"
PASSWORD = "Correct-horse-9-battery"
SECONDS = 60
LONGEST_PAUSE_SECONDS = 0.2


class Account:
    """What `make deploy` needs of an account, and nothing of this process's own site."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch):
        self.folder = folder
        self.emulator = Emulator(folder / "aws", any_free(start=first_port()), services=SERVICES)
        self.emulator.start()
        self.url = self.emulator.url
        for name, value in {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "MUSICWEB_LOCAL": str(folder),
        }.items():
            patch.setenv(name, value)
        patch.delenv("AWS_SESSION_TOKEN", raising=False)
        hasty = SimpleNamespace(sleep=lambda seconds: time.sleep(min(seconds, LONGEST_PAUSE_SECONDS)), time=time.time)
        for waiting in ("botocore.waiter", "zappa.core"):  # what takes AWS minutes takes the emulator none
            patch.setattr(f"{waiting}.time", hasty)
        patch.setattr(boto3, "DEFAULT_SESSION", None)
        patch.setattr(Site, "folder", folder)
        _client.cache_clear()
        self.template = folder / "template.json"
        self.template.write_text(json.dumps(stack.adapted(stack.load())))

    def client(self, service: str) -> Any:
        return stack.client(service, self.url)

    def site(self, version: Path) -> Site:
        """With the few settings that lead the functions to an emulator."""
        return Site(
            stage="production",
            template=self.template,
            packages=version,
            parameters={"AppUrl": SITE_URL, "Protection": "off"},
            settings={
                "MUSICWEB_COGNITO_ISSUER": f"{self.url}/{{UserPoolId}}",
                "MUSICWEB_COGNITO_DOMAIN": self.url,
                "MUSICWEB_S3_ORIGINS": self.url,
            },
        )

    def version(self, name: str, **changed: str) -> Path:
        """The zips of the code as it is; `changed` replaces files of the pages' function."""
        zips = packages.built("production", "production_api", "production_worker")
        folder = self.folder / name
        folder.mkdir()
        (folder / "static").symlink_to(packages.FOLDER / "static")
        for stage, archive in zips.items():
            if stage == "production":
                shutil.copy(archive, folder)
            else:
                (folder / archive.name).symlink_to(archive)
        with zipfile.ZipFile(folder / "production.zip", "a") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the name that is there twice: the last one counts
            for file, text in changed.items():
                archive.writestr(file, text)
        return folder

    def person(self, pool: str, email: str, *groups: str) -> str:
        cognito = self.client("cognito-idp")
        attributes = {"email": email, "email_verified": "true", "name": "Ann"}
        named = [{"Name": name, "Value": value} for name, value in attributes.items()]
        cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=named)
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
        for group in groups:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
        return email

    def id_token(self, pool: str, client_id: str, email: str) -> str:
        """By the code flow, as the site gets its own."""
        described = self.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
        client = described["UserPoolClient"]
        asked = {"client_id": client_id, "redirect_uri": client["CallbackURLs"][0]}
        begin = {**asked, "response_type": "code", "scope": "openid email profile"}
        page = requests.get(f"{self.url}/oauth2/authorize", params=begin, timeout=SECONDS)
        code = re.search(r"[?&]code=([^&]+)", sign_in_at(page, email))
        assert code
        form = {**asked, "grant_type": "authorization_code", "code": code[1], "client_secret": client["ClientSecret"]}
        return requests.post(f"{self.url}/oauth2/token", data=form, timeout=SECONDS).json()["id_token"]

    def stop(self) -> None:
        self.emulator.stop()
        _client.cache_clear()


def sign_in_at(page: requests.Response, email: str) -> str:
    """On Cognito's page; the address it sends the browser to."""
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
    form = {name: html.unescape(value) for name, value in fields} | {"username": email, "password": PASSWORD}
    answer = requests.post(urljoin(page.url, "/login"), data=form, allow_redirects=False, timeout=SECONDS)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


class Visitor:
    """A browser behind CloudFront. `kind` is "" for the pages and "_api" for the API."""

    def __init__(self, site: Site, kind: str = "", *, with_key: bool = True):
        known = keys.ensured(site)
        self._url, self._headers = site.gateway(functions.gateway_id(site, kind), kind)
        if with_key:
            self._headers |= {"x-api-key": known.origin[known.active]}
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> requests.Response:
        return self._ask("GET", path, headers)

    def post(self, path: str, form: dict[str, str], *, page: str = "") -> requests.Response:
        """A form of `page`, or of the page at this path, sent with the token that the page has."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page or path).text)
        assert token, page or path
        return self._ask("POST", path, {"Origin": SITE_URL}, data={"csrfmiddlewaretoken": token[1], **form})

    def send_json(self, page: str, path: str, body: dict[str, Any]) -> requests.Response:
        """As the script of that page does."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).text)
        assert token, page
        headers = {"Origin": SITE_URL, "X-CSRFToken": token[1], "Content-Type": "application/json"}
        return self._ask("POST", path, headers, data=json.dumps(body))

    def sign_in(self, email: str) -> None:
        page = requests.get(self.get("/auth/login/").headers["Location"], timeout=SECONDS)
        back = urlsplit(sign_in_at(page, email))
        assert f"{back.scheme}://{back.netloc}" == SITE_URL
        answer = self.get(f"{back.path}?{back.query}")
        assert answer.status_code == 302, answer.text

    def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> requests.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**self._headers, "Accept": "text/html", **({"Cookie": cookie} if cookie else {}), **headers}
        answer = requests.request(
            method, self._url + path, headers=sent, allow_redirects=False, timeout=SECONDS, **more
        )
        for line in answer.raw.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with pytest.MonkeyPatch.context() as patch:
        found = Account(tmp_path, patch)
        yield found
        found.stop()


@pytest.fixture
def make(account: Account, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command as `make` does; its exit code and what it said on each stream."""

    def run(command: str, *more: str, version: Path | None = None) -> tuple[int, str, str]:
        capfd.readouterr()
        packages = ["--packages", str(version)] if version else []
        template = ["--template", str(account.template)]
        code = main([command, "--stage", "production", "--yes", *template, *packages, *more])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        print(f"make {command} {more}: {code}", out, err, sep="\n")  # for whoever looks at a failure
        return code, out, err

    return run
