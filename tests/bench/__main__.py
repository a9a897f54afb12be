"""`python -m tests.bench [name …]` prints the tables of what was measured; all of them without a name."""

import tests.environment  # noqa: F401  isort: skip  first: settings are read on import

import argparse
import importlib

import django

MEASUREMENTS = ("budgets", "cpu", "weight", "gap", "processing", "fingerprint", "upload", "start", "usage", "cold")

django.setup()
parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS))
names = parser.parse_args().names
if unknown := set(names) - set(MEASUREMENTS):
    parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
for name in names or MEASUREMENTS:
    importlib.import_module(f"tests.bench.bench_{name}").main()
