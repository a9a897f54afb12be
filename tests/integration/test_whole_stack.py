"""The template with everything on, in its two passes, and the stacks that are refused before anything is made."""

import re

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from musicweb.local import stack

STAGE = "whole"
PAGES, API = "abc123.execute-api.us-east-1.amazonaws.com", "def456.execute-api.us-east-1.amazonaws.com"
ORIGIN_KEY = "only-cloudfront-knows-this"
EVERYTHING = {
    "Edge": "on",
    "Protection": "on",
    "Watching": "on",
    "Waf": "on",
    "PricingPlan": "PRO",
    "BillingMode": "PROVISIONED",
    "Search": "on",
    "GoogleClientId": "google",
    "GoogleClientSecret": "only-google-knows-this",
    "MailDomain": "example.org",
    "GitHubRepository": "somebody/musicweb",
    "AlarmEmail": "ann@example.org",
    "TrafficAlarmGB": "50",
    "Tracing": "on",
}


NOT_ASKED_FOR = {  # a domain, its records, mail's records, a second origin key; and no function is there yet
    *("Certificate", "SiteRecord", "SiteRecord6", "MailKey1", "MailKey2", "MailKey3", "GatewayKeyB", "GatewayPlanKeyB"),
    *("Sweep", "SweepRole", "SweepRetries", "IteratorAgeAlarm"),
    *(name for name, one in stack.load()["Resources"].items() if one["Type"] == "AWS::Lambda::EventSourceMapping"),
}


def public_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_everything_is_made_in_two_passes_and_the_first_knows_the_site_s_address(aws):
    first = EVERYTHING | {"MediaPublicKeyA": public_key(), "OriginKeyA": ORIGIN_KEY}
    before = stack.deploy(aws.url, stage=STAGE, app_url="", more=first)
    origins = {"PagesOrigin": PAGES, "ApiOrigin": API, "MediaPublicKeyB": public_key()}
    after = stack.deploy(aws.url, stage=STAGE, app_url="", more=first | origins)

    assert before["SiteUrl"] == after["SiteUrl"] == f"https://{before['DistributionDomain']}"
    assert after.keys() - before.keys() == {"MediaKeyIdB"}
    client = aws.client("cognito-idp").describe_user_pool_client(
        UserPoolId=after["UserPoolId"], ClientId=after["UserPoolClientId"]
    )["UserPoolClient"]
    assert client["LogoutURLs"] == [f"{after['SiteUrl']}/"]
    pages = aws.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=f"musicweb-{STAGE}")
    made = {one["LogicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}
    assert set(stack.load()["Resources"]) - made == NOT_ASKED_FOR


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"Edge": "on"}, "Private media would be open to everybody"),
        ({"PagesOrigin": PAGES}, "CloudFront would send no key"),
        ({"PagesOrigin": PAGES, "OriginKeyA": ORIGIN_KEY, "OriginKeySent": "B"}, "CloudFront would send no key"),
        ({"AppUrl": ""}, "Without the edge the site's address is AppUrl"),
        ({"DomainName": "music.example.org"}, "DomainName needs HostedZoneId, or CertificateArn"),
        ({"PricingPlan": "FREE"}, "A PricingPlan needs Waf=on"),
        ({"PoolMail": "ses"}, "PoolMail=ses needs MailDomain"),
        ({"GoogleClientId": "google"}, "GoogleClientId needs GoogleClientSecret"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_stack_that_would_be_wrong_is_refused(aws, asked, reason):
    with pytest.raises(ClientError, match=re.escape(reason)):
        stack.deploy(aws.url, stage="refused", app_url=asked.pop("AppUrl", "http://127.0.0.1:8000"), more=asked)

    assert not stack.exists(aws.url, stage="refused")
