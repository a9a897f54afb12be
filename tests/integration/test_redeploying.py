"""A deployment and a change of keys that break off at every step in turn: the same command goes on, and no visitor is refused.

Run with a stand-in for the site's code (standin.py); test_deploy.py tells the story of the site itself.
"""

import re
from hashlib import sha256

import requests

from infra.deploy import functions, keys, releases, stack
from tests.integration import standin
from tests.integration.faults import failing
from tests.integration.rehearsal import SITE_URL
from tests.integration.rehearsal import account as account
from tests.integration.rehearsal import make as make

FIRST = [  # a call of each step; the run after it does that step and breaks off at the next one
    ("PutParameter", {"nth": 4}),  # keys: one of three is made
    ("CreateStack", {"answer_lost": True, "by": KeyboardInterrupt()}),  # Ctrl-C while CloudFormation is at work
    ("PutObject", {"Key": "static/edge/away.html"}),
    ("PutObject", {"Key": ".zip", "nth": 2}),
    ("CreateFunction", {"FunctionName": "musicweb-production-api"}),
    ("CreateStack", {"StackName": "musicweb-production"}),  # a function without its gateway
    ("UpdateStack", {"StackName": "-resources", "nth": 2}),  # all but CloudFront's origins
    ("PutObject", {"Key": releases.POINTER}),
    ("CreateInvalidation", {}),
]
CHANGE = [
    ("PutParameter", {"Name": "origin-key-B"}),
    ("UpdateStack", {"StackName": "-resources"}),
    ("UpdateFunctionCode", {"FunctionName": "-api"}),
    ("PutParameter", {"Name": "active-slot"}),
    ("UpdateStack", {"StackName": "-resources", "nth": 2, "answer_lost": True, "by": KeyboardInterrupt()}),
]
FINISH = [("DeleteParameter", {"Name": "origin-key-A"}), ("UpdateStack", {"StackName": "-resources"})]


def test_a_deployment_and_a_change_of_keys_go_on_wherever_they_broke_off(account, make):
    first, second = (standin.version(account.folder, name) for name in ("first", "second"))
    site = account.site(first)

    the_first_deployment_breaks_off_at_every_step(account, make, first)
    assert answers(site) == {"first"}
    a_version_that_breaks_off_gives_way_to_the_one_before(make, site, second)
    keys_are_changed_without_a_refusal(make, site)


def the_first_deployment_breaks_off_at_every_step(account, make, version):
    emulated = ["--parameters", f"AppUrl={SITE_URL}", "--settings", f"MUSICWEB_S3_ORIGINS={account.url}"]
    for operation, how in FIRST:
        with failing(operation, **how) as failed:
            code, out, err = make("deploy", *emulated, version=version)
        assert (code, bool(failed)) == (1, True), (operation, out, err)
        assert "Traceback" not in err
    assert make("deploy", version=version)[0] == 0


def answers(site):
    """What the pages' gateway answers to the key that CloudFront sends: the version, or the status."""
    known = stack.parameters(site)
    answer = asked(site, keys.ensured(site).origin[known["OriginKeySent"]])
    found = re.search(r"site\.(\w+)\.css", answer.text)
    return {
        found[1] if found else answer.status_code,
        *(["mixed"] if len(set(functions.names(site).values())) > 1 else []),
    }


def asked(site, key):
    url, headers = site.gateway(functions.gateway_id(site, ""), "")
    return requests.get(f"{url}/", headers={**headers, "x-api-key": key}, timeout=30)


def a_version_that_breaks_off_gives_way_to_the_one_before(make, site, second):
    with failing("Invoke", by=KeyboardInterrupt()):  # in the smoke test, when visitors meet it already
        code, _, err = make("deploy", version=second)
    assert (code, answers(site)) == (1, {"first"})
    assert err.startswith("Stopped.")
    assert "serves again" in err
    with failing("UpdateFunctionConfiguration", times=2, FunctionName="-production"):  # and the one before fails, too
        code, _, err = make("deploy", version=second)
    assert code == 1
    assert "could not come back either" in err
    assert "UNFINISHED" in make("status")[1]
    assert make("rollback")[0] == 0
    assert "UNFINISHED" not in make("status")[1]
    assert answers(site) == {"first"}


def keys_are_changed_without_a_refusal(make, site):
    old = keys.ensured(site)
    for operation, how in CHANGE:
        with failing(operation, **how) as failed:
            code, _, err = make("rotate")
        assert (code, bool(failed)) == (1, True), (operation, err)
        nobody_is_refused(site)
    assert make("rotate")[0] == 0
    new = keys.ensured(site)
    assert new.active != old.active
    assert [asked(site, key).status_code for key in (old.origin["A"], new.origin["B"])] == [200, 200]
    variables = nobody_is_refused(site)
    assert variables["MUSICWEB_SECRET_KEY"] == new.secret_key
    assert variables["MUSICWEB_SECRET_KEY_FALLBACKS"] == old.secret_key
    assert "FINISH=1" in make("rotate")[2]
    for operation, how in FINISH:
        with failing(operation, **how):
            assert make("rotate", "--finish")[0] == 1
        nobody_is_refused(site)
    assert make("rotate", "--finish")[0] == 0
    assert [asked(site, key).status_code for key in (old.origin["A"], new.origin["B"])] == [403, 200]
    assert "MUSICWEB_SECRET_KEY_FALLBACKS" not in nobody_is_refused(site)


def nobody_is_refused(site):
    """What CloudFront sends, gateway and function accept; what the function signs, CloudFront's key group accepts."""
    assert answers(site) == {"first"}
    known, sent = stack.parameters(site), stack.parameters(site)["OriginKeySent"]
    found = site.client("lambda").get_function_configuration(FunctionName="musicweb-production")
    variables = found["Environment"]["Variables"]
    digest = sha256(keys.ensured(site).origin[sent].encode()).hexdigest()
    assert digest in variables["MUSICWEB_ORIGIN_KEY_HASHES"].split(",")
    assert known[f"MediaPublicKey{variables['MUSICWEB_MEDIA_PRIVATE_KEY'][-1]}"]
    return variables
