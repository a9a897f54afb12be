"""A change of keys: nothing is used before it counts everywhere, and a run that broke off goes on."""

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from infra.deploy import keys
from infra.deploy.site import DeployError, Site, _client


@pytest.fixture
def site():
    with mock_aws():
        _client.cache_clear()
        yield Site(stage="dev")
    _client.cache_clear()


def changed(site):
    keys.prepare(site)
    known = keys.use(site)
    keys.used(site)
    return known


def test_new_keys_are_made_beside_the_old_before_they_are_used(site):
    old = keys.ensured(site)
    between = keys.prepare(site)

    assert between.active == old.active == "A"
    assert (between.secret_key, between.origin["A"], between.media["A"]) == (
        old.secret_key,
        *old.origin.values(),
        *old.media.values(),
    )
    assert set(between.secret) == set(between.origin) == set(between.media) == {"A", "B"}


def test_both_count_until_the_change_is_finished(site):
    old = keys.ensured(site)
    used = changed(site)
    after = keys.forget_old(site)

    assert (used.active, used.accepted) == ("B", [old.secret_key])
    assert (after.secret, after.origin, after.media) == (
        {"B": used.secret_key}, {"B": used.origin["B"]}, {"B": used.media["B"]},
    )  # fmt: skip


def test_a_second_change_waits_for_the_end_of_the_first(site):
    changed(site)
    with pytest.raises(DeployError, match="FINISH=1"):
        keys.prepare(site)
    keys.forget_old(site)

    assert changed(site).active == "A"


def test_the_old_keys_do_not_end_in_the_middle_of_a_change(site):
    keys.prepare(site)

    with pytest.raises(DeployError, match="not done yet"):
        keys.forget_old(site)


def test_a_change_that_breaks_off_at_any_parameter_goes_on_and_keeps_what_it_had(site, monkeypatch):
    old, call, puts = keys.ensured(site), BaseClient._make_api_call, []

    def breaks_off(self, operation, given):
        if operation == "PutParameter":
            puts.append(given["Name"])
            if len(puts) % 2 == 0:
                raise ConnectionError(given["Name"])
        return call(self, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", breaks_off)
    kept, ends = {}, 0
    while True:
        try:
            known = changed(site)
            break
        except ConnectionError:
            ends += 1
            now = keys.ensured(site).media
            assert kept.items() <= now.items()  # CloudFront may know it already
            kept = now

    assert ends >= 2
    assert (known.active, known.accepted) == ("B", [old.secret_key])
    assert keys.coming(site) == ""


def test_nothing_is_left_when_all_is_forgotten(site):
    changed(site)
    keys.settings(Site(stage="dev", settings={"MUSICWEB_SITE_NAME": "Ours"}))
    keys.remember(site, {"UserPoolId": "us-east-1_A"})
    keys.ensured(Site(stage="production"))
    keys.forget_all(site)

    assert keys.there(site) == []
    assert keys.there(Site(stage="production"))
