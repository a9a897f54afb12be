"""The three functions and their gateways, made by Zappa as a library from the zips of a version."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from . import releases, stack
from .site import KINDS, DeployError, Site

GATEWAY_ROLE = "Api"  # what Zappa calls it in its stack


def deploy(site: Site, settings: Path, bucket: str, release: str, kind: str) -> None:
    """Make or update one function. Raises DeployError with Zappa's reason."""
    cli = _zappa(site, settings, kind)
    address = releases.address(bucket, release, kind)
    if _exists(site, kind) and cli.use_apigateway and _gateway_is_missing(site, kind):
        site.client("lambda").delete_function(FunctionName=site.function(kind))  # of a first run that broke off
    made, wanted = _exists(site, kind), dict(cli.stage_config["aws_environment_variables"])  # Zappa adds to it
    with _reported(site, kind):
        (cli.update if made else cli.deploy)(source_zip=address)
    if made:
        _forget_variables(site, kind, wanted)
    if cli.use_apigateway:  # the template has the keys that count; Zappa's own opens nothing
        cli.zappa.remove_api_key(gateway_id(site, kind), site.stage + kind)
    site.client("lambda").get_waiter("function_updated_v2").wait(FunctionName=site.function(kind))


def undeploy(site: Site, kind: str) -> None:
    """Its gateway, then the function. Not by Zappa, which needs the stack's outputs: they may be gone already."""
    name = site.function(kind)
    gateway = stack.described(site, name)
    if gateway is not None:
        if {"Key": "ZappaProject", "Value": name} not in gateway.get("Tags", []):
            raise DeployError(f"The stack {name} is not one of Zappa's, so it is left as it is. Look whose it is.")
        _forget_key(site, kind)
        stack.delete(site, name)
    lambdas = site.client("lambda")
    with contextlib.suppress(lambdas.exceptions.ResourceNotFoundException):
        lambdas.delete_function(FunctionName=name)


def _forget_key(site: Site, kind: str) -> None:
    """Zappa's own of a deployment that broke off before it was taken away."""
    gateway, gateways = _resource(site, kind), site.client("apigateway")
    for key in gateways.get_api_keys(nameQuery=f"{site.stage}{kind}_{gateway}")["items"] if gateway else ():
        gateways.delete_api_key(apiKey=key["id"])


def gateway_id(site: Site, kind: str) -> str:
    """Raises DeployError while there is none."""
    found = _resource(site, kind)
    if not found:
        raise DeployError(f"{site.function(kind)} has no gateway yet: make deploy STAGE={site.stage}")
    return found


def release_of(site: Site, kind: str) -> str | None:
    """The version that the function says it has; None while it is not made."""
    lambdas = site.client("lambda")
    try:
        description: str = lambdas.get_function_configuration(FunctionName=site.function(kind))["Description"]
    except lambdas.exceptions.ResourceNotFoundException:
        return None
    return description


def _exists(site: Site, kind: str) -> bool:
    return release_of(site, kind) is not None


def _gateway_is_missing(site: Site, kind: str) -> bool:
    described = stack.described(site, site.function(kind))
    if described is not None and described["StackStatus"] in stack.BROKEN:
        stack.delete(site, site.function(kind))
        return True
    return described is None


def _resource(site: Site, kind: str) -> str:
    try:
        found = site.client("cloudformation").describe_stack_resource(
            StackName=site.function(kind), LogicalResourceId=GATEWAY_ROLE
        )
    except ClientError:
        return ""
    physical: str = found["StackResourceDetail"].get("PhysicalResourceId", "")
    return physical


def _forget_variables(site: Site, kind: str, wanted: dict[str, str]) -> None:
    """Zappa keeps variables that its settings do not have any more."""
    lambdas, name = site.client("lambda"), site.function(kind)
    lambdas.get_waiter("function_updated_v2").wait(FunctionName=name)
    there = lambdas.get_function_configuration(FunctionName=name).get("Environment", {}).get("Variables", {})
    if there.keys() - wanted.keys():
        lambdas.update_function_configuration(FunctionName=name, Environment={"Variables": wanted})


def _zappa(site: Site, settings: Path, kind: str) -> Any:
    from zappa.cli import ZappaCLI  # half a second, and only here

    cli = ZappaCLI()
    cli.api_stage = site.stage + kind
    cli.disable_progress = True
    cli.load_settings(str(settings))
    return cli


@contextlib.contextmanager
def _reported(site: Site, kind: str) -> Iterator[None]:
    """Zappa prints much and ends the process; here its words go into a file, and its ends become errors."""
    from click import ClickException

    log = site.folder / "zappa.log"
    before = Path.cwd()
    with log.open("a") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
        os.chdir(site.folder)  # it writes a template into the current folder
        try:
            yield
        except (ClickException, SystemExit, OSError, ClientError) as error:
            said = getattr(error, "message", "") or str(error)
            raise DeployError(f"Zappa could not bring out {site.function(kind)}: {said} ({log})") from error
        finally:
            os.chdir(before)


def names(site: Site) -> dict[str, str]:
    """Function → the version it says it has, or “-”."""
    return {site.function(kind): release_of(site, kind) or "-" for kind in KINDS}
