"""What an account must have before anything is made, and what its operator should know."""

from botocore.exceptions import BotoCoreError, ClientError

from . import stack
from .console import say
from .site import DeployError, Site

CONCURRENCY_ENOUGH = 100  # new accounts have 10, for all their functions together


def account(site: Site) -> None:
    """Says who deploys where and warns of small quotas. Raises DeployError without valid credentials."""
    try:
        identity = site.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise DeployError(
            f"AWS does not know you ({error}). Set AWS_PROFILE, or sign in with “aws sso login”, and try again."
        ) from error
    say(f"Account {identity['Account']}, region {site.region}, as {identity['Arn']}")
    for warning in filter(None, (_concurrency(site), _mail(site))):
        say(f"  Note: {warning}")


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
