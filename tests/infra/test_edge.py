"""CloudFront: what it keeps, what it passes on, who may have what, and what its two functions do."""

import json
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from infra.deploy import static
from musicweb import preferences
from musicweb.local.folder import PROJECT
from tests.embedded import missing_tool
from tests.infra.resources import RESOURCES, TEMPLATE, properties, whole

SITE = RESOURCES["Cdn"]["Properties"]["DistributionConfig"]
BEHAVIOURS = {one["PathPattern"]: one for one in whole(SITE["CacheBehaviors"])}
KEPT = {name: one["CachePolicyConfig"] for name, one in properties("CloudFront::CachePolicy").items()}
HEADERS = {
    name: one["ResponseHeadersPolicyConfig"] for name, one in properties("CloudFront::ResponseHeadersPolicy").items()
}
PRIVATE = ["admin/*", "auth/*", "account/*", "studio/*", "library/*"]
FREE_PLAN_BEHAVIOURS = 5
TWO_YEARS_SECONDS = 63072000
LANGUAGE = "accept-language"


def test_each_kind_of_page_has_its_own_rule_of_keeping():
    kept = {pattern: one["CachePolicyId"]["Ref"] for pattern, one in BEHAVIOURS.items()}

    assert SITE["DefaultCacheBehavior"]["CachePolicyId"]["Ref"] == "PublicPages"
    assert kept == {
        "static/*": "HashedFiles",
        "media/private/*": "MediaFiles",
        "media/public/*": "MediaFiles",
        "api/*": "ApiAnswers",
        **dict.fromkeys(PRIVATE, "PrivatePages"),
    }


@pytest.mark.parametrize("name", ["PublicPages", "PrivatePages", "ApiAnswers", "MediaFiles"])
def test_nothing_is_kept_longer_than_its_own_answer_allows(name):
    assert KEPT[name]["MinTTL"] == 0


def test_pages_of_somebody_are_not_kept_whatever_they_say():
    key = KEPT["PrivatePages"]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert KEPT["PrivatePages"]["MaxTTL"] == 1
    assert key["CookiesConfig"] == {"CookieBehavior": "all"}


def test_a_page_without_a_word_about_it_is_not_kept():
    assert KEPT["PublicPages"]["DefaultTTL"] == KEPT["ApiAnswers"]["DefaultTTL"] == 0


def test_a_page_s_copy_is_of_one_session_and_of_each_of_its_cookies_that_pages_vary_by():
    key = KEPT["PublicPages"]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert set(key["CookiesConfig"]["Cookies"]) >= {"__Host-sid"} | preferences.COOKIES
    assert len(key["CookiesConfig"]["Cookies"]) <= 10  # CloudFront's quota
    assert key["HeadersConfig"]["Headers"] == ["Accept-Language", "HX-Request"]


@pytest.mark.parametrize("name", ["HashedFiles", "MediaFiles"])
def test_a_file_s_copy_is_for_everybody(name):
    key = KEPT[name]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert [key["CookiesConfig"]["CookieBehavior"], key["HeadersConfig"]["HeaderBehavior"]] == ["none", "none"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_everything_is_compressed_in_both_ways(name):
    key = KEPT[name]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert key["EnableAcceptEncodingGzip"] is key["EnableAcceptEncodingBrotli"] is True
    assert SITE["DefaultCacheBehavior"]["Compress"] is True
    assert all(one["Compress"] is True for one in BEHAVIOURS.values())


def test_django_gets_ten_headers_and_no_odd_one():
    policy = properties("CloudFront::OriginRequestPolicy")["ToDjango"]["OriginRequestPolicyConfig"]

    assert policy["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    passed = policy["HeadersConfig"]["Headers"]
    assert len(passed) <= 10  # CloudFront's quota
    assert {"CloudFront-Viewer-Address", "CloudFront-Viewer-Country", "Origin", "X-CSRFToken"} <= set(passed)
    assert not {header.lower() for header in passed} & {"host", "x-forwarded-host", "x-forwarded-for"}
    assert {
        SITE["DefaultCacheBehavior"]["OriginRequestPolicyId"]["Ref"],
        BEHAVIOURS["api/*"]["OriginRequestPolicyId"]["Ref"],
    } == {"ToDjango"}


def test_the_api_hears_who_asks():
    key = KEPT["ApiAnswers"]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert "Authorization" in key["HeadersConfig"]["Headers"]
    assert KEPT["ApiAnswers"]["MaxTTL"] > 0  # at 0 a policy passes nothing on


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_every_answer_insists_on_https_and_its_own_type(name):
    security = HEADERS[name]["SecurityHeadersConfig"]

    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == TWO_YEARS_SECONDS
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == settings.SECURE_REFERRER_POLICY


def test_files_never_run_and_django_s_own_policy_stands():
    policies = {name: one["SecurityHeadersConfig"]["ContentSecurityPolicy"] for name, one in HEADERS.items()}

    assert policies["MediaHeaders"] == {"ContentSecurityPolicy": "default-src 'none'; sandbox", "Override": True}
    assert policies["FileHeaders"]["Override"] is True
    assert policies["PageHeaders"]["Override"] is False
    assert all(one["ContentSecurityPolicy"].startswith("default-src 'none'") for one in policies.values())


def test_private_media_are_for_holders_of_a_signed_cookie_and_two_keys_may_sign():
    signed = {pattern for pattern, one in BEHAVIOURS.items() if "TrustedKeyGroups" in one}
    keys = list(whole(properties("CloudFront::KeyGroup")["MediaKeys"]["KeyGroupConfig"]["Items"]))

    assert signed == {"media/private/*"}
    assert list(BEHAVIOURS).index("media/private/*") < list(BEHAVIOURS).index("media/public/*")
    assert keys == [{"Ref": "MediaKeyA"}, {"Ref": "MediaKeyB"}]


def test_buckets_are_reached_by_signed_requests_and_gateways_with_the_key():
    origins = {one["Id"]: one for one in whole(SITE["Origins"])}

    for name in ("static", "media"):
        assert origins[name]["OriginAccessControlId"] == {"Fn::GetAtt": ["BucketAccess", "Id"]}
    for name in ("pages", "api"):
        assert origins[name]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert [header["HeaderName"] for header in origins[name]["OriginCustomHeaders"]] == ["x-api-key"]
    assert (
        properties("CloudFront::OriginAccessControl")["BucketAccess"]["OriginAccessControlConfig"]["SigningBehavior"]
        == "always"
    )


def test_the_protocol_and_the_certificate_are_of_today():
    assert SITE["HttpVersion"] == "http2and3"
    assert SITE["ViewerCertificate"]["Fn::If"][1]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    protocols = {one["ViewerProtocolPolicy"] for one in (SITE["DefaultCacheBehavior"], *BEHAVIOURS.values())}
    assert protocols == {"redirect-to-https", "https-only"}


def test_no_error_is_kept_and_a_silent_gateway_gets_a_page_that_is_there():
    answers = SITE["CustomErrorResponses"]

    assert all(one["ErrorCachingMinTTL"] == 0 for one in answers)
    pages = {one["ErrorCode"]: one["ResponsePagePath"] for one in answers if "ResponsePagePath" in one}
    assert set(pages) == {502, 504}
    assert {address.removeprefix("/static/") for address in pages.values()} <= set(static.PLAIN)
    for address in pages.values():
        page = (PROJECT / address.lstrip("/")).read_text()
        for used in re.findall(r'href="(/static/[^"]+)"', page):
            assert used.removeprefix("/static/") in static.PLAIN
        assert "<style" not in page
        assert "<script" not in page


def test_the_free_plan_s_few_rules_suffice():
    always = [one for one in SITE["CacheBehaviors"] if one.get("Fn::If", [""])[0] != "PrivatePagesApart"]

    assert len(always) + 1 == FREE_PLAN_BEHAVIOURS
    assert TEMPLATE["Conditions"]["PrivatePagesApart"]["Fn::And"][1] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "PricingPlan"}, "FREE"]}]
    }


def test_the_web_acl_has_the_managed_rules_and_two_bounds():
    acl = properties("WAFv2::WebACL")["WebAcl"]
    rules = {rule["Name"]: rule["Statement"] for rule in acl["Rules"]}

    assert acl["Scope"] == "CLOUDFRONT"
    managed = {one["ManagedRuleGroupStatement"]["Name"] for one in rules.values() if "ManagedRuleGroupStatement" in one}
    assert managed == {
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }
    assert rules["rate"]["RateBasedStatement"]["Limit"] == 3000
    auth = rules["auth-rate"]["RateBasedStatement"]
    assert (auth["Limit"], auth["ScopeDownStatement"]["ByteMatchStatement"]["SearchString"]) == (100, "/auth/")


# ---- the functions, in the same language that CloudFront runs ----
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("vi-VN,vi;q=0.9,en-US;q=0.8", "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("fr,vi;q=0.4,en;q=0.3", "vi"),
        ("de", "en"),
        ("*", "en"),
        ("vi;q=x", "en"),
        (None, "en"),
    ],
)
def test_a_page_is_kept_once_for_each_language_of_the_site(accepted, language):
    assert [code for code, _ in settings.LANGUAGES] == ["en", "vi"]
    asked = {"uri": "/", "querystring": {}, "headers": {LANGUAGE: {"value": accepted}} if accepted else {}}

    assert run("TidyRequest", asked)["headers"][LANGUAGE]["value"] == language


def test_what_trackers_append_makes_no_other_copy_and_names_come_in_one_order():
    query = {"utm_source": {"value": "x"}, "t": {"value": "12"}, "after": {"value": "c"}, "fbclid": {"value": "y"}}

    left = run("TidyRequest", {"uri": "/songs/1-rain/", "querystring": query, "headers": {}})["querystring"]

    assert list(left.items()) == [("after", {"value": "c"}), ("t", {"value": "12"})]


@pytest.mark.parametrize("uri", ["/admin/catalog/song/", "/auth/oidc/cognito/login/callback/"])
def test_queries_that_are_not_ours_pass_whole(uri):
    query = {"code": {"value": "1"}, "status__exact": {"value": "x"}}

    assert run("TidyRequest", {"uri": uri, "querystring": query, "headers": {}})["querystring"] == query


def test_every_name_that_a_page_reads_passes():
    read = set()
    for folder in ("accounts", "catalog", "playlists", "musicweb"):
        for file in (PROJECT / folder).rglob("*.py"):
            text = file.read_text()
            read |= set(re.findall(r"""request\.GET\.get(?:list)?\(\s*"(\w+)""", text))
            read |= set(re.findall(r"""asked\.get\("(\w+)""", text))
            read |= set(re.findall(r""""(\w+)" (?:not )?in request\.GET""", text))
    for form in (PROJECT / "templates").rglob("*.html"):
        for part in re.findall(r'<form(?![^>]*method="post").*?</form>', form.read_text(), re.DOTALL | re.IGNORECASE):
            read |= set(re.findall(r'name="(\w+)"', part))
    code = RESOURCES["TidyRequest"]["Properties"]["FunctionCode"]
    known = set(re.findall(r"'(\w+)'", code[code.index("KNOWN") : code.index("WHOLE")]))

    assert {"after", "q", "url"} <= read
    assert read <= known


def test_an_address_below_media_is_an_object_s_key():
    assert run("MediaKey", {"uri": "/media/public/a/one.m4a", "headers": {}})["uri"] == "/public/a/one.m4a"
    assert run("MediaKey", {"uri": "/media/private/media/one.m4a", "headers": {}})["uri"] == "/private/media/one.m4a"


@pytest.mark.parametrize(
    ("file", "said", "answered"),
    [
        ("aac.m4a", {"site": "cross-site", "mode": "no-cors", "dest": "audio"}, False),
        ("opus.webm", {"site": "cross-site", "mode": "cors", "dest": "empty"}, False),
        (
            "aac.m4a",
            {"site": "same-origin", "mode": "no-cors", "dest": "audio"},
            True,
        ),  # a page, and the embedded player
        ("aac.m4a", {"site": "none", "mode": "navigate", "dest": "document"}, True),
        ("aac.m4a", {"site": "cross-site", "mode": "navigate", "dest": "document"}, True),  # a link to the file
        ("aac.m4a", {}, True),  # a program, or an old browser
        ("300.webp", {"site": "cross-site", "mode": "no-cors", "dest": "image"}, True),  # a cover in somebody's post
    ],
)
def test_a_page_of_another_site_cannot_play_our_sound_at_our_cost(file, said, answered):
    headers = {f"sec-fetch-{name}": {"value": value} for name, value in said.items()}
    answer = run("MediaKey", {"uri": f"/media/public/a/songs/s/p1/{file}", "headers": headers})

    assert answer.get("statusCode") == (None if answered else 403)
    assert answered or answer["headers"]["cache-control"]["value"] == "no-store"


@pytest.mark.parametrize("name", ["TidyRequest", "MediaKey"])
def test_a_function_is_small_enough(name):
    function = RESOURCES[name]["Properties"]

    assert len(function["FunctionCode"].encode()) < 10 * 1024  # CloudFront's limit
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"


def run(name, request):
    node = shutil.which("node") or missing_tool("node is missing: apt-get install nodejs")
    code = RESOURCES[name]["Properties"]["FunctionCode"]
    program = f"{code}\nconsole.log(JSON.stringify(handler({{ request: {json.dumps(request)} }})));"
    return json.loads(subprocess.run([node, "-e", program], check=True, capture_output=True, text=True).stdout)
