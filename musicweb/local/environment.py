"""The environment of the site and its worker on a developer's machine, kept in `.local/environment.json`.

Both run with the temporary credentials of their role in the template, never as root: an AWS config
file in `.local/aws/` lets every SDK assume it by itself.
"""

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from . import stack
from .emulator import REGION, ROOT_KEY, ROOT_SECRET, Emulator
from .folder import LOCAL
from .ports import Ports

FILE = "environment.json"
STAGE = "local"
HOW_TO_START = (
    "This needs the embedded AWS, which is not set up yet. Run “make run” (or “python manage.py runserver”) once."
)
OFFLINE = {  # what works without AWS, or brings it
    "check", "compilemessages", "collectstatic", "dbshell", "diffsettings", "findstatic", "help", "makemessages", "makemigrations",
    "migrate", "runserver", "showmigrations", "sqlmigrate", "test", "version", "--help", "--version", "-h",
}  # fmt: skip
PLACEHOLDERS = {"MUSICWEB_STAGE": STAGE, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


_before: dict[str, str] | None = None


def load() -> None:
    """Fill `os.environ` for the command in `sys.argv`; exits with one line when it needs what is not there yet."""
    global _before
    _before = dict(os.environ)
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    file = LOCAL / FILE
    if file.exists():
        apply(json.loads(file.read_text())["environment"], profile="worker" if command == "worker" else "web")
    elif command in OFFLINE:
        os.environ.update({**PLACEHOLDERS, "MUSICWEB_SECRET_KEY": secret_key()})
    else:
        sys.exit(HOW_TO_START)


def before() -> dict[str, str] | None:
    """The environment as it was before `load`: what a child that loads by itself gets. None if nothing was loaded."""
    return _before


def apply(environment: dict[str, str], *, profile: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)  # keys in the environment would go before the role
    os.environ.update(environment)
    os.environ["AWS_PROFILE"] = profile


def is_current(ports: Ports, emulator: Emulator) -> bool:
    """Whether the emulator holds the stack that this checkout's template makes for these addresses."""
    file = LOCAL / FILE
    if not file.exists():
        return False
    known = json.loads(file.read_text())
    wanted = stack.digest(ports.site_url)
    return bool(
        known["digest"] == wanted and known["emulator"] == emulator.url and stack.exists(emulator.url, stage=STAGE)
    )


def write(ports: Ports, outputs: dict[str, str]) -> None:
    """Remember what was deployed, for every later command."""
    _write_profiles(outputs)
    kept: dict[str, Any] = {
        "digest": stack.digest(ports.site_url),
        "emulator": ports.emulator_url,
        "outputs": outputs,
        "environment": variables(ports, outputs),
    }
    file = LOCAL / FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept, indent=1))


def variables(ports: Ports, outputs: dict[str, str]) -> dict[str, str]:
    """What `musicweb/settings.py` and the SDKs read."""
    return {
        "MUSICWEB_STAGE": STAGE,
        "MUSICWEB_SITE_URL": ports.site_url,
        "MUSICWEB_SECRET_KEY": secret_key(),
        **resources(ports.emulator_url, outputs),
        "AWS_CONFIG_FILE": str(LOCAL / "aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(LOCAL / "aws" / "credentials"),
    }


def resources(endpoint: str, outputs: dict[str, str]) -> dict[str, str]:
    """The variables that name what a deployed stack holds."""
    pool, client = outputs["UserPoolId"], outputs["UserPoolClientId"]
    described = stack.client("cognito-idp", endpoint).describe_user_pool_client(UserPoolId=pool, ClientId=client)
    return {
        "MUSICWEB_DYNAMO_PREFIX": outputs["TablePrefix"],
        "MUSICWEB_UPLOAD_BUCKET": outputs["UploadBucketName"],
        "MUSICWEB_MEDIA_BUCKET": outputs["MediaBucketName"],
        "MUSICWEB_UPLOAD_QUEUE_URL": outputs["UploadQueueUrl"],
        "MUSICWEB_UPLOAD_DLQ_URL": outputs["UploadDlqUrl"],
        "MUSICWEB_STREAM_DLQ_URL": outputs["StreamDlqUrl"],
        "MUSICWEB_PLAYS_QUEUE_URL": outputs["PlaysQueueUrl"],
        "MUSICWEB_PLAYS_DLQ_URL": outputs["PlaysDlqUrl"],
        "MUSICWEB_MEDIA_SERVED_HERE": "1",
        "MUSICWEB_DYNAMO_READ_SECONDS": "30",  # an emulator beside a browser and a decoder may be slow
        "MUSICWEB_S3_ORIGINS": endpoint,
        "MUSICWEB_COGNITO_FIXED_CODES": "1",
        "MUSICWEB_COGNITO_POOL_ID": pool,
        "MUSICWEB_COGNITO_ISSUER": f"{endpoint}/{pool}",
        "MUSICWEB_COGNITO_DOMAIN": endpoint,
        "MUSICWEB_COGNITO_CLIENT_ID": client,
        "MUSICWEB_COGNITO_CLIENT_SECRET": described["UserPoolClient"]["ClientSecret"],
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def secret_key(folder: Path = LOCAL) -> str:
    """This machine's own, made at the first start."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text()


def _write_profiles(outputs: dict[str, str]) -> None:
    folder = LOCAL / "aws"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "credentials").write_text(
        f"[root]\naws_access_key_id = {ROOT_KEY}\naws_secret_access_key = {ROOT_SECRET}\n"
    )
    profiles = [
        f"[profile {name}]\nrole_arn = {outputs[role]}\nsource_profile = root\nrole_session_name = {name}\nregion = {REGION}\n"
        for name, role in (("web", "WebRoleArn"), ("worker", "WorkerRoleArn"))
    ]
    (folder / "config").write_text("\n".join(profiles))
