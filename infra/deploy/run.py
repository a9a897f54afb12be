"""The commands, step by step."""

import os
import subprocess
import sys
from dataclasses import replace

from . import checks, functions, keys, releases, removal, smoke, stack, static, zappa_settings
from .console import confirmed, say, step
from .site import KINDS, PROJECT, DeployError, Site

ASKED = "This makes and changes resources of your account, some of which cost money (docs/operations.md)."


def deploy(site: Site, *, yes: bool, package: bool = True) -> None:
    """Brings out the code as it is. Safe to run again after any failure.

    A version that fails the smoke test is replaced by the one before.
    """
    checks.account(site)
    _say_plan(site)
    if not (yes or confirmed(ASKED, site.stage)):
        raise DeployError("Nothing was done.")
    if package:
        with step("Packing the code"):
            build()
    with step("Keys and settings"):
        known, own = keys.ensured(site), keys.settings(site)
    with step("Template, without gateways"):
        outputs = stack.deploy(site, known.parameters())
    bucket = outputs["DeployBucketName"]
    with step("Static files"):
        say(f"  {static.upload(site, outputs['StaticBucketName'], site.packages / 'static')} new")
    with step("Version to the deploy bucket"):
        release = releases.upload(site, bucket, site.packages)
    before = releases.current(site, bucket)
    _bring_out(site, outputs, known, own, release)
    outputs = _connect(site, known)
    try:
        with step("Smoke test"):
            smoke.test(site, outputs, known.origin[known.active])
    except DeployError as failure:
        _go_back(site, outputs, known, own, release, before)
        raise DeployError(f"{failure}\n{_fate(release, before)}") from failure
    releases.serves(site, bucket, release)
    _finish(site, outputs)
    say(f"Version {release} serves {outputs['SiteUrl']}")


def plan(site: Site) -> None:
    """Only reads."""
    checks.account(site)
    _say_plan(site)


def rollback(site: Site, *, yes: bool) -> None:
    """The version before serves again, with the settings and keys of now. Tables and template stay as they are."""
    outputs = stack.outputs(site)
    bucket = outputs["DeployBucketName"]
    now, before = releases.current(site, bucket), releases.previous(site, bucket)
    if before is None:
        raise DeployError("There is no version before this one.")
    if not (yes or confirmed(f"Version {before} takes the place of {now}.", site.stage)):
        raise DeployError("Nothing was done.")
    known, own = keys.ensured(site), keys.settings(site)
    _bring_out(site, outputs, known, own, before)
    with step("Smoke test"):
        smoke.test(site, outputs, known.origin[known.active])
    if now is not None:
        releases.withdraw(site, bucket, now)
    releases.serves(site, bucket, before)
    _finish(site, outputs)
    say(f"Version {before} serves {outputs['SiteUrl']}")


def rotate(site: Site, *, yes: bool, finish: bool) -> None:
    """New keys beside the old ones; with `finish`, when no cookie of the old ones counts any more, without these."""
    outputs = stack.outputs(site)
    if not (yes or confirmed("The old keys end." if finish else "New keys are made and used.", site.stage)):
        raise DeployError("Nothing was done.")
    if finish:
        keys.forget_old(site)
    else:
        before = keys.ensured(site).active
        keys.rotate(site)
        _learn_new_keys(site, outputs, before)
    deploy(site, yes=True)


def _learn_new_keys(site: Site, outputs: dict[str, str], active: str) -> None:
    """The functions know the new origin key before CloudFront sends it: they would refuse every page meanwhile."""
    release = releases.current(site, outputs["DeployBucketName"])
    if release is not None:
        known = replace(keys.ensured(site), active=active)
        _bring_out(site, outputs, known, keys.settings(site), release)


def undeploy(site: Site, *, yes: bool, delete_data: bool) -> None:
    """Functions, gateways and stack go. People's data stay unless it is said twice that they may go."""
    outputs = stack.outputs(site)
    data = "ALL DATA: tables, music, accounts" if delete_data else "functions, gateways, edge and queues; data stay"
    if not yes:
        if not confirmed(f"This removes {site.name}: {data}.", site.stage):
            raise DeployError("Nothing was done.")
        if not confirmed("Are you sure? Nobody can take that back.", "delete everything" if delete_data else "remove"):
            raise DeployError("Nothing was done.")
    removal.remove(site, outputs, delete_data=delete_data)
    say(f"{site.name} is gone." if delete_data else f"{site.name} is gone; its data are kept.")


def manage(site: Site, words: list[str]) -> int:
    """A command of manage.py here, with the settings of the functions and your own rights."""
    found = zappa_settings.variables(site, stack.outputs(site), keys.ensured(site), keys.settings(site))
    environment = os.environ | found | {"DJANGO_SETTINGS_MODULE": "musicweb.settings", "AWS_REGION": site.region}
    return subprocess.run([sys.executable, "-m", "django", *words], cwd=PROJECT, env=environment).returncode


def build() -> None:
    python = PROJECT / ".local" / "package-venv" / "bin" / "python"
    if not python.exists():
        raise DeployError("The environment that is packed is not there: run “make package” once.")
    stages = [releases.ZIP_STAGE + kind for kind in KINDS]
    done = subprocess.run([str(python), "infra/package/build.py", *stages], cwd=PROJECT)
    if done.returncode:
        raise DeployError("The code could not be packed.")


def _bring_out(site: Site, outputs: dict[str, str], known: keys.Keys, own: dict[str, str], release: str) -> None:
    settings = zappa_settings.write(site, outputs, known, own, release)
    for kind in ("_worker", "_api", ""):  # pages last: what they send off, the others must understand
        with step(f"{site.function(kind)} ← {release}"):
            functions.deploy(site, settings, outputs["DeployBucketName"], release, kind)


def _connect(site: Site, known: keys.Keys) -> dict[str, str]:
    """The template's second pass: with gateways and worker, which exist now."""
    host = f"execute-api.{site.region}.amazonaws.com"
    with step("Template, with gateways and worker"):
        return stack.deploy(
            site,
            known.parameters()
            | {
                "PagesOrigin": f"{functions.gateway_id(site, '')}.{host}",
                "ApiOrigin": f"{functions.gateway_id(site, '_api')}.{host}",
                "WorkerFunction": site.function("_worker"),
            },
        )


def _go_back(
    site: Site, outputs: dict[str, str], known: keys.Keys, own: dict[str, str], release: str, before: str | None
) -> None:
    if before is not None and before != release:
        say("  The smoke test failed; the version before comes back.")
        _bring_out(site, outputs, known, own, before)
        smoke.test(site, outputs, known.origin[known.active])


def _fate(release: str, before: str | None) -> str:
    if before is None or before == release:
        return f"Version {release} stays: there is none before it. Mend it and deploy again."
    return f"Version {before} serves again; {release} was withdrawn."


def _finish(site: Site, outputs: dict[str, str]) -> None:
    distribution = outputs.get("DistributionId")
    if not distribution:
        return
    with step("Invalidation"):
        paths = {"Quantity": 1, "Items": ["/*"]}
        batch = {"Paths": paths, "CallerReference": releases.history(site, outputs["DeployBucketName"])[0]["since"]}
        site.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    if said := smoke.site_answers(outputs):
        say(f"  Note: {said}")


def _say_plan(site: Site) -> None:
    lines: list[str] = stack.changes(site)
    deployed = stack.described(site)
    lines += [f"{name}: {version} now" for name, version in functions.names(site).items()]
    if deployed is None:
        lines.append("make keys in SSM, upload static files, make three functions and two gateways, connect the edge")
    else:
        lines.append("upload new static files, update the three functions, smoke test, invalidate the edge")
    given = {**site.parameters, **dict.fromkeys(site.settings, "…")}
    lines += [f"set {name}={value}" for name, value in sorted(given.items())]
    say(f"Plan for {site.name}:")
    for line in lines:
        say(f"  - {line}")
