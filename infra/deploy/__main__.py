"""`python -m infra.deploy deploy --stage production`, which the Makefile calls for the operator."""

import argparse
import os
import sys
from pathlib import Path

from . import checks, run, status
from .site import STAGES, DeployError, Site


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_intermixed_args(arguments)
    more = {"template": asked.template} if asked.template else {}
    more |= {"packages": asked.packages} if asked.packages else {}
    site = Site(
        stage=asked.stage,
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or checks.EDGE_REGION,
        parameters=_pairs(asked.parameters),
        settings=_pairs(asked.settings),
        **more,
    )
    try:
        return _done(site, asked)
    except DeployError as error:
        print(error, file=sys.stderr)
    except (*checks.AWS_ERRORS, KeyboardInterrupt) as error:
        print(checks.explained(site, error), file=sys.stderr)
    return 1


def _done(site: Site, asked: argparse.Namespace) -> int:
    """The exit code. Raises DeployError for what cannot be begun."""
    if site.stage not in STAGES:
        said = f"There is no stage “{site.stage}”" if site.stage else "Which stage?"
        raise DeployError(f"{said}: say {' or '.join(f'STAGE={stage}' for stage in STAGES)}.")
    if not checks.known_region(site.region):
        raise DeployError(f"AWS has no region “{site.region}”: set AWS_REGION, for instance {checks.EDGE_REGION}.")
    if asked.command == "deploy":
        run.deploy(site, yes=asked.yes, package=not asked.packages)
    elif asked.command == "plan":
        run.plan(site)
    elif asked.command == "rollback":
        run.rollback(site, yes=asked.yes)
    elif asked.command == "manage":
        return run.manage(site, asked.words)
    elif asked.command == "rotate":
        run.rotate(site, yes=asked.yes, finish=asked.finish)
    elif asked.command == "undeploy":
        run.undeploy(site, yes=asked.yes, delete_data=asked.delete_data)
    else:
        status.show(site)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("command", choices=["deploy", "manage", "plan", "rollback", "rotate", "status", "undeploy"])
    parser.add_argument("--stage", default="", help=" or ".join(STAGES))
    parser.add_argument("words", nargs="*", help="of manage: a command of manage.py, such as redrive uploads")
    parser.add_argument("--yes", action="store_true", help="ask nothing")
    parser.add_argument("--parameters", default="", metavar="NAME=VALUE …", help="of the template; it remembers them")
    parser.add_argument("--settings", default="", metavar="MUSICWEB_…=VALUE …", help="of the site; remembered in SSM")
    parser.add_argument("--finish", action="store_true", help="rotate: forget the old keys")
    parser.add_argument("--delete-data", action="store_true", help="undeploy: tables, music and accounts, too")
    parser.add_argument("--template", type=Path, help="another file than infra/template.yaml")
    parser.add_argument("--packages", type=Path, help="a folder with the zips and static files: nothing is packed")
    return parser


def _pairs(text: str) -> dict[str, str]:
    """`A=1 B=2`, divided by spaces."""
    pairs = dict(word.partition("=")[::2] for word in text.split())
    if wrong := [name for name in pairs if not name.isidentifier()]:
        raise SystemExit(f"Not NAME=VALUE: {', '.join(wrong)}")
    return pairs


if __name__ == "__main__":
    sys.exit(main())
