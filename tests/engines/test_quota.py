"""Uploads that start at the same moment, on DynamoDB Local: moto does not keep transactions apart."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import services
from accounts.queries import stored_bytes
from accounts.services import Limits, QuotaReached

pytestmark = pytest.mark.usefixtures("dynamodb_local")


def test_many_uploads_at_once_never_exceed_the_limit():
    def reserve(_) -> bool:
        try:
            services.reserve("ann", 30, Limits(quota_bytes=100, day_files=100, day_bytes=1000))
        except QuotaReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(reserve, range(8)))
    assert (stored_bytes("ann"), sum(granted)) == (90, 3)
