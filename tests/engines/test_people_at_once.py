"""Limits and invitations against a real engine: of many at the same moment exactly so many pass."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.errors import BadInvitation
from accounts.services.invitations import invite, use_invitation
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.limits import allow

pytestmark = pytest.mark.usefixtures("dynamodb_local")
YEAR_SECONDS = 365 * 86400  # so that no stretch ends meanwhile


def test_a_limit_is_exact_and_costs_one_unit():
    with measured() as spent, ThreadPoolExecutor(8) as visitors:
        passed = list(visitors.map(lambda _: allow("report:a", limit=5, window_seconds=YEAR_SECONDS), range(24)))
    assert passed.count(True) == 5
    assert {call.operation for call in spent.calls} == {"UpdateItem"}
    assert spent.write_units <= 24


def test_an_invitation_admits_one_address_of_many():
    code = invite()

    def use(number: int) -> bool:
        try:
            use_invitation(code, email=f"visitor{number}@example.com")
        except BadInvitation:
            return False
        return True

    with ThreadPoolExecutor(8) as visitors:
        assert list(visitors.map(use, range(16))).count(True) == 1
