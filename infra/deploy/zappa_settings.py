"""Zappa's settings with everything that only the stack knows: roles, buckets, ids, the functions' environments.

They go into `.local/deploy/<stage>/`, which git ignores.
"""

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import stack
from .keys import Keys, path
from .site import KINDS, PROJECT, DeployError, Site

LAMBDA_ENVIRONMENT_MAX_BYTES = 4096
NO_MAIL = "musicweb.E015"  # a site without a mail domain sends none; the checks of the account say so


def write(site: Site, outputs: dict[str, str], keys: Keys, own: dict[str, str], release: str) -> Path:
    """The file's path. Raises DeployError for settings that the site itself would refuse."""
    environment = variables(site, outputs, keys, own)
    _validate(environment)
    known = json.loads((PROJECT / "zappa_settings.json").read_text())
    settings: dict[str, Any] = {"base": known["base"]}
    for kind, role in KINDS.items():
        stage = known[site.stage + kind]
        stage |= {
            "aws_region": site.region,
            "s3_bucket": outputs["DeployBucketName"],
            "role_arn": outputs[f"{role}RoleArn"],
            "lambda_description": release,
            "xray_tracing": outputs.get("Tracing") == "on",
            "aws_environment_variables": environment | stage.get("aws_environment_variables", {}),
        }
        if "authorizer" in stage:
            stage["authorizer"]["provider_arns"] = [outputs["UserPoolArn"]]
        settings[site.stage + kind] = stage
    path = site.folder / "zappa_settings.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(settings, indent=1))
    return path


def variables(site: Site, outputs: dict[str, str], keys: Keys, own: dict[str, str]) -> dict[str, str]:
    """What `musicweb/settings.py` reads. The operator's own may name outputs, as in `{UserPoolId}`."""
    upload = outputs["UploadBucketName"]
    found = {
        "MUSICWEB_STAGE": site.stage,
        "MUSICWEB_SITE_URL": outputs["SiteUrl"],
        "MUSICWEB_SECRET_KEY": keys.secret_key,
        "MUSICWEB_DYNAMO_PREFIX": outputs["TablePrefix"],
        "MUSICWEB_UPLOAD_BUCKET": upload,
        "MUSICWEB_MEDIA_BUCKET": outputs["MediaBucketName"],
        "MUSICWEB_STATIC_BUCKET": outputs["StaticBucketName"],
        "MUSICWEB_UPLOAD_QUEUE_URL": outputs["UploadQueueUrl"],
        "MUSICWEB_UPLOAD_DLQ_URL": outputs["UploadDlqUrl"],
        "MUSICWEB_PLAYS_QUEUE_URL": outputs["PlaysQueueUrl"],
        "MUSICWEB_PLAYS_DLQ_URL": outputs["PlaysDlqUrl"],
        "MUSICWEB_STREAM_DLQ_URL": outputs["StreamDlqUrl"],
        "MUSICWEB_S3_ORIGINS": f"https://{upload}.s3.amazonaws.com,https://{upload}.s3.{site.region}.amazonaws.com",
        "MUSICWEB_COGNITO_POOL_ID": outputs["UserPoolId"],
        "MUSICWEB_COGNITO_ISSUER": f"https://cognito-idp.{site.region}.amazonaws.com/{outputs['UserPoolId']}",
        "MUSICWEB_COGNITO_DOMAIN": outputs["LoginOrigin"],
        "MUSICWEB_COGNITO_CLIENT_ID": outputs["UserPoolClientId"],
        "MUSICWEB_COGNITO_CLIENT_SECRET": _client_secret(site, outputs),
    }
    if keys.accepted:
        found["MUSICWEB_SECRET_KEY_FALLBACKS"] = ",".join(keys.accepted)
    if domain := stack.parameters(site).get("MailDomain"):
        found["MUSICWEB_MAIL_FROM"] = f"music@{domain}"
    if "DistributionId" in outputs:
        found |= _edge(site, outputs, keys)
    found |= {name: value.format_map(outputs) for name, value in own.items()}
    size = sum(len(name) + len(value.encode()) for name, value in found.items())
    if size > LAMBDA_ENVIRONMENT_MAX_BYTES:
        raise DeployError(f"The functions' environment has {size} bytes; Lambda takes {LAMBDA_ENVIRONMENT_MAX_BYTES}.")
    return found


def _edge(site: Site, outputs: dict[str, str], keys: Keys) -> dict[str, str]:
    """What only CloudFront needs. The private key stays in SSM: an environment has no room for it."""
    return {
        "MUSICWEB_DISTRIBUTION_ID": outputs["DistributionId"],
        "MUSICWEB_MEDIA_KEY_ID": outputs[f"MediaKeyId{keys.active}"],
        "MUSICWEB_MEDIA_PRIVATE_KEY": f"ssm:{path(site, f'media-key-{keys.active}')}",
        "MUSICWEB_ORIGIN_KEY_HASHES": ",".join(sha256(key.encode()).hexdigest() for key in keys.origin.values()),
    }


def _client_secret(site: Site, outputs: dict[str, str]) -> str:
    described = site.client("cognito-idp").describe_user_pool_client(
        UserPoolId=outputs["UserPoolId"], ClientId=outputs["UserPoolClientId"]
    )
    secret: str = described["UserPoolClient"]["ClientSecret"]
    return secret


def _validate(environment: dict[str, str]) -> None:
    """The site's own checks, with this environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MUSICWEB_")}
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        cwd=PROJECT,
        env=inherited | environment | {"DJANGO_SETTINGS_MODULE": "musicweb.settings"},
        capture_output=True,
        text=True,
    )
    faults = [line for line in done.stderr.splitlines() if re.search(r"\(\w+\.E\d+\)", line) and NO_MAIL not in line]
    if faults or (done.returncode and NO_MAIL not in done.stderr):
        raise DeployError("The site refuses these settings:\n  " + "\n  ".join(faults or [done.stderr[-2000:]]))
