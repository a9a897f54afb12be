"""The environment of every test, set before Django reads its settings (pytest's `-p tests.environment`).

Unit tests meet moto, integration and browser tests the embedded AWS: both hold resources of these
names. No test ever finds credentials or an endpoint of the machine it runs on.
"""

import os

ACCOUNT = "000000000000"
PROJECT, STAGE = "musicweb", "test"
ENVIRONMENT = {
    "MUSICWEB_STAGE": STAGE,
    "MUSICWEB_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
    "MUSICWEB_SITE_URL": "http://testserver",
    "MUSICWEB_UPLOAD_BUCKET": f"{PROJECT}-{STAGE}-uploads-{ACCOUNT}",
    "MUSICWEB_MEDIA_BUCKET": f"{PROJECT}-{STAGE}-media-{ACCOUNT}",
    "MUSICWEB_MEDIA_SERVED_HERE": "1",
    "MUSICWEB_DYNAMO_READ_SECONDS": "30",  # engines of tests share a busy machine
    "MUSICWEB_COGNITO_POOL_ID": "us-east-1_Test00000",
    "MUSICWEB_COGNITO_ISSUER": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Test00000",
    "MUSICWEB_COGNITO_DOMAIN": "https://musicweb-test.auth.us-east-1.amazoncognito.com",
    "MUSICWEB_COGNITO_CLIENT_ID": "test-client",
    "MUSICWEB_COGNITO_CLIENT_SECRET": "test-client-secret-" + "0123456789abcdef" * 2,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_ACCOUNT_ID": ACCOUNT,
    "DJANGO_SETTINGS_MODULE": "musicweb.settings",
}

for name in [name for name in os.environ if name.startswith(("MUSICWEB_", "AWS_"))]:
    del os.environ[name]
os.environ.update(ENVIRONMENT)
