"""One run at a time changes a stage: a parameter of SSM that only one can make.

Two deployments at once would leave the pages of one beside the worker of the other.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from .console import say
from .keys import path
from .site import DeployError, Site

NAME = "running"
LONGEST_SECONDS = 2 * 3600  # no run takes that long: one that is older was ended by force


@contextmanager
def held(site: Site, doing: str) -> Iterator[None]:
    """Raises DeployError while somebody else's run goes on. A run of this computer that is no more does not count."""
    ssm, name = site.client("ssm"), path(site, NAME)
    mine = {"doing": doing, "by": _who(site), "host": socket.gethostname(), "pid": os.getpid(), "since": time.time()}
    other = _taken(ssm, name, mine)
    if other is not None:
        if not _ended(other):
            raise DeployError(_busy(site, other))
        say(f"  Note: an earlier run ({other['doing']}) was ended by force.")
        ssm.put_parameter(Name=name, Value=json.dumps(mine), Type="String", Overwrite=True)
    try:
        yield
    finally:
        with suppress(ssm.exceptions.ParameterNotFound):  # gone with the data
            ssm.delete_parameter(Name=name)


def _taken(ssm: Any, name: str, mine: dict[str, Any]) -> dict[str, Any] | None:
    """Who has it; None when it is ours now."""
    try:
        ssm.put_parameter(Name=name, Value=json.dumps(mine), Type="String", Overwrite=False)
    except ssm.exceptions.ParameterAlreadyExists:
        found: dict[str, Any] = json.loads(ssm.get_parameter(Name=name)["Parameter"]["Value"])
        return found
    return None


def _ended(other: dict[str, Any]) -> bool:
    if time.time() - other["since"] > LONGEST_SECONDS:
        return True
    if other["host"] != socket.gethostname():
        return False
    try:
        os.kill(other["pid"], 0)  # asks only
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return bool(other["pid"] == os.getpid())


def _busy(site: Site, other: dict[str, Any]) -> str:
    minutes = (time.time() - other["since"]) / 60
    return (
        f"Somebody is changing {site.name} at this moment: {other['doing']} by {other['by']} on {other['host']}, for "
        f"{minutes:.0f} minutes. Wait until that is done and run this again. If it was ended by force there: "
        f"aws ssm delete-parameter --name {path(site, NAME)} --region {site.region}"
    )


def _who(site: Site) -> str:
    arn: str = site.client("sts").get_caller_identity()["Arn"]
    return arn.rpartition(":")[2]
