"""What emulators drop without a word: recovery, protection, expiry, versions, capacity, and what happens on deletion."""

import pytest

from tests.infra.resources import of, properties, whole

REPLACEABLE = {  # runs out by itself: nobody misses it
    "UserSessionsTable",
    "PlayMarksTable",
    "SessionsTable",
    "ActivityTable",
    "LimitsTable",
}
FREE_UNITS = 25  # of each kind, for the whole account and for ever
KEPT_BUCKETS = {"MediaBucket"}
PROTECTED = {"Fn::If": ["Protected", True, False]}
NOTHING = {"Ref": "AWS::NoValue"}


def test_data_stays_when_the_stack_goes_and_what_can_be_made_again_goes_with_it():
    kept = {name for kind in ("DynamoDB::Table", "S3::Bucket", "Cognito::UserPool") for name in _kept(kind)}

    assert set(of("DynamoDB::Table")) - kept == REPLACEABLE
    assert set(of("S3::Bucket")) & kept == KEPT_BUCKETS
    assert "UserPool" in kept


@pytest.mark.parametrize("name", sorted(set(of("DynamoDB::Table")) - REPLACEABLE))
def test_a_table_of_data_is_protected_and_can_be_taken_back_to_any_second(name):
    table = properties("DynamoDB::Table")[name]

    assert table["DeletionProtectionEnabled"] == PROTECTED
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_what_runs_out_has_an_expiry():
    for name in REPLACEABLE:
        assert properties("DynamoDB::Table")[name]["TimeToLiveSpecification"]["Enabled"] is True


def test_provisioned_tables_stay_within_the_free_units_with_their_indexes():
    """And no table is provisioned by half: without units of its own an index would make the stack fail."""
    reads = writes = 0
    for table in properties("DynamoDB::Table").values():
        parts = [table, *table.get("GlobalSecondaryIndexes", ())]
        units = [part["ProvisionedThroughput"]["Fn::If"] for part in parts if "ProvisionedThroughput" in part]
        assert len(units) in (0, len(parts))
        assert (table["BillingMode"] == "PAY_PER_REQUEST") == (not units)
        for condition, provisioned, otherwise in units:
            assert (condition, otherwise) == ("Provisioned", NOTHING)
            reads += provisioned["ReadCapacityUnits"]
            writes += provisioned["WriteCapacityUnits"]

    assert 20 <= reads <= FREE_UNITS
    assert 20 <= writes <= FREE_UNITS


@pytest.mark.parametrize("name", sorted(of("S3::Bucket")))
def test_every_bucket_clears_away_what_was_never_completed(name):
    rules = properties("S3::Bucket")[name]["LifecycleConfiguration"]["Rules"]

    assert all(rule["Status"] == "Enabled" for rule in rules)
    days = [rule["AbortIncompleteMultipartUpload"] for rule in rules if "AbortIncompleteMultipartUpload" in rule]
    assert days == [{"DaysAfterInitiation": 8 if name == "UploadBucket" else 1}]


def test_media_keep_earlier_versions_for_two_weeks_and_archives_for_one():
    media = properties("S3::Bucket")["MediaBucket"]
    rules = {rule["Id"]: rule for rule in media["LifecycleConfiguration"]["Rules"]}

    assert media["VersioningConfiguration"]["Fn::If"][:2] == ["Protected", {"Status": "Enabled"}]
    assert rules["earlier"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 14}
    assert (rules["exports"]["Prefix"], rules["exports"]["ExpirationInDays"]) == ("exports/", 7)


def test_people_prove_themselves_by_code_alone_and_a_refresh_token_is_good_for_one_use():
    client = properties("Cognito::UserPoolClient")["WebClient"]

    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert client["EnableTokenRevocation"] is True
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert (client["AccessTokenValidity"], client["IdTokenValidity"], client["RefreshTokenValidity"]) == (15, 15, 30)
    assert client["TokenValidityUnits"] == {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}
    assert list(whole(client["SupportedIdentityProviders"])) == [
        "COGNITO",
        {"Fn::Select": [0, ["Google", {"Ref": "Google"}]]},
    ]


def test_the_pool_knows_authenticators_and_cannot_be_deleted_by_mistake():
    pool = properties("Cognito::UserPool")["UserPool"]

    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    assert pool["DeletionProtection"] == {"Fn::If": ["Protected", "ACTIVE", "INACTIVE"]}


def test_the_search_domain_is_small_encrypted_and_knows_who_asks():
    domain = properties("OpenSearchService::Domain")["SearchDomain"]

    assert domain["ClusterConfig"] == {"InstanceType": "t3.small.search", "InstanceCount": 1}
    assert domain["EncryptionAtRestOptions"] == domain["NodeToNodeEncryptionOptions"] == {"Enabled": True}
    assert domain["DomainEndpointOptions"]["EnforceHTTPS"] is True
    assert domain["AdvancedSecurityOptions"]["Enabled"] is True
    assert all("*" not in str(rule["Action"]) for rule in domain["AccessPolicies"]["Statement"])


def _kept(kind):
    for name, one in of(kind).items():
        assert one["DeletionPolicy"] == one["UpdateReplacePolicy"], name
        if one["DeletionPolicy"] == "Retain":
            yield name
