"""The commands, step by step."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from botocore.exceptions import ClientError

from . import checks, functions, kept, keys, lock, releases, removal, smoke, stack, static, zappa_settings
from .console import confirmed, say, step
from .site import KINDS, PROJECT, DeployError, Site

ASKED = "This makes and changes resources of your account, some of which cost money (docs/operations.md)."


def deploy(site: Site, *, yes: bool, package: bool = True) -> None:
    """Brings out the code as it is. Safe to run again after any failure.

    A version that fails, or whose deployment breaks off, is replaced by the one before.
    """
    checks.account(site)
    checks.region(site)
    _say_plan(site)
    if not (yes or confirmed(ASKED, site.stage)):
        raise DeployError("Nothing was done.")
    if package:
        with step("Packing the code"):
            build()
    with lock.held(site, "make deploy"):
        _deploy(site)


def _deploy(site: Site) -> None:
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
    releases.tries(site, bucket, before)
    with _or_the_one_before(site, outputs, known, own, release, before):
        _bring_out(site, outputs, known, own, release)
        outputs = _connect(site, known)
        with step("Smoke test"):
            smoke.test(site, outputs, known.origin[known.active])
    releases.serves(site, bucket, release)
    if before is None:
        _forget_first_bucket(site)
    _finish(site, outputs)
    say(f"Version {release} serves {outputs['SiteUrl']}")


def _forget_first_bucket(site: Site) -> None:
    try:
        stack.delete_bucket(site, kept.first_bucket(site))
    except ClientError as error:  # a workflow of GitHub may not; the site is up all the same
        say(f"  Note: {kept.first_bucket(site)} is not needed any more and could not be removed: {error}")


def plan(site: Site) -> None:
    """Only reads."""
    checks.account(site)
    checks.region(site)
    _say_plan(site)


def rollback(site: Site, *, yes: bool) -> None:
    """The version before serves again, with the settings and keys of now. Tables and template stay as they are.

    Where a deployment broke off half-way, it is the version that served until then.
    """
    outputs = stack.outputs(site)
    bucket = outputs["DeployBucketName"]
    now, broken_off = releases.current(site, bucket), releases.broken_off(site, bucket)
    target = broken_off or releases.previous(site, bucket)
    if target is None:
        raise DeployError(
            f"There is no version to go back to: {now or 'none'} is the only one that has served. "
            f"Mend it and bring it out: make deploy STAGE={site.stage}"
        )
    why = "An earlier run broke off half-way. " if broken_off else ""
    if not (yes or confirmed(f"{why}Version {target} takes the place of {now}.", site.stage)):
        raise DeployError("Nothing was done.")
    with lock.held(site, "make rollback"):
        known, own = keys.ensured(site), keys.settings(site)
        releases.tries(site, bucket, target)
        _bring_out(site, outputs, known, own, target)
        with step("Smoke test"):
            smoke.test(site, outputs, known.origin[known.active])
        if now is not None and now != target:
            releases.withdraw(site, bucket, now)
        releases.serves(site, bucket, target)
        _finish(site, outputs)
    say(f"Version {target} serves {outputs['SiteUrl']}")


def rotate(site: Site, *, yes: bool, finish: bool) -> None:
    """New keys beside the old ones; with `finish`, when nothing of the old ones counts any more, without these.

    The version that serves stays. Goes on where an earlier run broke off.
    """
    outputs = stack.outputs(site)
    release = releases.current(site, outputs["DeployBucketName"])
    if release is None:
        raise DeployError(f"No version serves yet. First: make deploy STAGE={site.stage}")
    if not (yes or confirmed("The old keys end." if finish else "New keys are made and used.", site.stage)):
        raise DeployError("Nothing was done.")
    with lock.held(site, "make rotate-keys"):
        own = keys.settings(site)
        known = keys.forget_old(site) if finish else _new_keys(site, own, release)
        with step("Template, with the keys of now"):
            outputs = stack.deploy(site, known.parameters())
        _bring_out(site, outputs, known, own, release)
        with step("Smoke test"):
            smoke.test(site, outputs, known.origin[known.active])
        keys.used(site)
    say("The old keys count no more." if finish else "New keys are used; the old ones still count.")


def _new_keys(site: Site, own: dict[str, str], release: str) -> keys.Keys:
    """Everything learns to accept them before anything uses them: gateways, CloudFront's key group, functions."""
    with step("New keys"):
        before = keys.ensured(site).active
        known = keys.prepare(site)
    if known.active == keys.coming(site):
        return known  # a run before came so far
    known = replace(known, active=before)
    with step("Template, with the new keys beside the old"):
        outputs = stack.deploy(site, known.parameters())
    _bring_out(site, outputs, known, own, release)
    return keys.use(site)


def undeploy(site: Site, *, yes: bool, delete_data: bool) -> None:
    """Functions, gateways and stack go. People's data stay unless it is said twice that they may go."""
    lines = removal.found(site)
    removal.require_something(site, lines, delete_data=delete_data)
    say(f"Found of {site.name} in account {site.account()}, region {site.region}:")
    for line in lines:
        say(f"  - {line}")
    for line in removal.alike(site):
        say(f"  - not the template's, stays: {line}")
    data = "ALL DATA: tables, music, accounts" if delete_data else "functions, gateways, edge and queues; data stay"
    if not yes:
        if not confirmed(f"This removes {site.name}: {data}.", site.stage):
            raise DeployError("Nothing was done.")
        if not confirmed("Are you sure? Nobody can take that back.", "delete everything" if delete_data else "remove"):
            raise DeployError("Nothing was done.")
    with lock.held(site, "make undeploy"):
        removal.remove(site, delete_data=delete_data)
    say(f"{site.name} is gone." if delete_data else f"{site.name} is gone; its data are kept.")


def manage(site: Site, words: list[str]) -> int:
    """A command of manage.py here, with the settings of the functions and your own rights. Its output and exit code are ours."""
    if not words:
        raise DeployError('Which command? For instance COMMAND="redrive uploads"; COMMAND=help lists them.')
    found = zappa_settings.variables(site, stack.outputs(site), keys.ensured(site), keys.settings(site))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MUSICWEB_")}
    environment = inherited | found | {"DJANGO_SETTINGS_MODULE": "musicweb.settings", "AWS_REGION": site.region}
    command = [sys.executable, "-m", "infra.deploy.command", *words]
    return subprocess.run(command, cwd=PROJECT, env=environment).returncode


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


@contextmanager
def _or_the_one_before(
    site: Site, outputs: dict[str, str], known: keys.Keys, own: dict[str, str], release: str, before: str | None
) -> Iterator[None]:
    """Whatever breaks off here, Ctrl-C too, visitors do not stay with a version that nobody has tried."""
    try:
        yield
    except (DeployError, *checks.AWS_ERRORS, KeyboardInterrupt) as failure:
        said = str(failure) if isinstance(failure, DeployError) else checks.explained(site, failure)
        if before is None or before == release:
            raise DeployError(f"{said}\n{_fate(release, before)}") from failure
        say(f"  {said}\n  The version before comes back.")
        try:
            _bring_out(site, outputs, known, own, before)
            smoke.test(site, outputs, known.origin[known.active])
            releases.settled(site, outputs["DeployBucketName"])
        except (DeployError, *checks.AWS_ERRORS) as second:
            raise DeployError(
                f"{said}\nVersion {before} could not come back either: {second}\nRun make deploy again, or make rollback."
            ) from failure
        raise DeployError(f"{said}\n{_fate(release, before)}") from failure


def _fate(release: str, before: str | None) -> str:
    if before is None:
        return f"Version {release} stays: there is none before it. Mend it and deploy again."
    if before == release:
        return f"Version {release} stays: it is the one that served. Run the same command again."
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
    deployed = stack.standing(site)
    lines += [f"{name}: {version} now" for name, version in functions.names(site).items()]
    if deployed is not None and deployed["StackStatus"].endswith("_IN_PROGRESS"):
        lines.append(f"wait for CloudFormation, which is at work on the stack ({deployed['StackStatus']})")
    if deployed is None:
        lines += [f"take up what an earlier stack has left: {line}" for line in kept.found(site).lines()]
        lines.append("make keys in SSM, upload static files, make three functions and two gateways, connect the edge")
    else:
        lines.append("upload new static files, update the three functions, smoke test, invalidate the edge")
    given = {**site.parameters, **dict.fromkeys(site.settings, "…")}
    lines += [f"set {name}={value}" for name, value in sorted(given.items())]
    say(f"Plan for {site.name}:")
    for line in lines:
        say(f"  - {line}")
