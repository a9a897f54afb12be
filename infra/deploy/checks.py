"""What an account must have before anything is made, and what its operator should know."""

import boto3
from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
)

from . import stack
from .console import say
from .site import DeployError, Site

AWS_ERRORS = (BotoCoreError, Boto3Error, ClientError)  # all that its library raises
EDGE_REGION = "us-east-1"
NOBODY = (CredentialRetrievalError, NoCredentialsError, PartialCredentialsError, ProfileNotFound, SSOError)
UNKNOWN_KEYS = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"}
CONCURRENCY_ENOUGH = 100  # new accounts have 10, for all their functions together


def account(site: Site) -> None:
    """Says who deploys where and warns of small quotas. `explained` says what is wrong with credentials."""
    identity = site.client("sts").get_caller_identity()
    say(f"Account {identity['Account']}, region {site.region}, as {identity['Arn']}")
    for warning in filter(None, (_concurrency(site), _mail(site))):
        say(f"  Note: {warning}")


def region(site: Site) -> None:
    """Raises DeployError for one where the site cannot be: certificate, web ACL and CloudFront's figures are in one alone."""
    if site.region != EDGE_REGION and stack.parameters(site).get("Edge", "on") == "on":
        raise DeployError(
            f"With CloudFront the site is deployed in {EDGE_REGION}, and this is {site.region}: set AWS_REGION={EDGE_REGION}. "
            'Without it, in any region: PARAMETERS="Edge=off AppUrl=https://…".'
        )


def known_region(name: str) -> bool:
    return name in boto3.Session().get_available_regions("cloudformation")


def explained(site: Site, error: BaseException) -> str:
    """What an error of AWS, or Ctrl-C, means to an operator, and what to do."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    if isinstance(error, KeyboardInterrupt):
        return "Stopped. The same command goes on where it was."
    if "Expired" in code or code in UNKNOWN_KEYS or isinstance(error, NOBODY):
        return (
            f"AWS does not know you, or no longer ({error}). Set AWS_PROFILE, or sign in again with “aws sso login”, and "
            "run the same command again."
        )
    if "AccessDenied" in code or code == "UnauthorizedOperation":
        return f"You may not do that in this account: {error}. Sign in as somebody who may (docs/operations.md)."
    if isinstance(error, EndpointConnectionError | HTTPClientError):
        return f"AWS cannot be reached ({error}). Mend the network and run the same command again."
    return f"AWS refused: {error}. Run the same command again; if it says the same, docs/operations.md has the steps."


def _concurrency(site: Site) -> str:
    try:
        limits = site.client("lambda").get_account_settings()["AccountLimit"]
    except ClientError as error:
        return f"Lambda's quota could not be read ({error.response['Error']['Code']})."
    limit = limits["ConcurrentExecutions"]
    if limit >= CONCURRENCY_ENOUGH:
        return ""
    return (
        f"Lambda runs at most {limit} calls at once here, the worker's included. Ask for more before visitors come: "
        "Service Quotas, AWS Lambda, Concurrent executions; it costs nothing."
    )


def _mail(site: Site) -> str:
    if not stack.parameters(site).get("MailDomain"):
        return "No MailDomain is given: nobody gets a mail from the site (Cognito sends its codes itself, 50 a day)."
    try:
        known = site.client("sesv2").get_account()
    except ClientError as error:
        return f"SES could not be asked ({error.response['Error']['Code']})."
    if known.get("ProductionAccessEnabled"):
        return ""
    return "SES is in its sandbox: mails reach verified addresses only. Request production access in its console."
