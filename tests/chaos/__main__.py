"""`python -m tests.chaos [--acts 10000] [--seed N]`: prints the history; fails where anything was lost or doubled."""

import tests.environment  # noqa: F401  isort: skip  first: settings are read on import

import argparse
import logging
import sys
import time

import django

django.setup()

from musicweb.local.ports import any_free  # noqa: E402
from tests.bench.budgets import tables_in  # noqa: E402
from tests.chaos.history import run  # noqa: E402
from tests.engines.dynamodb import DynamoDBLocal  # noqa: E402

FIRST_PORT = 15490

parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
parser.add_argument("--acts", type=int, default=10_000)
parser.add_argument("--seed", type=int, default=int(time.time()))
asked = parser.parse_args()
logging.disable(logging.CRITICAL)  # thousands of failures are what is wanted here
engine = DynamoDBLocal(any_free(start=FIRST_PORT))
try:
    with tables_in(engine.url):
        history = run(asked.acts, asked.seed, engine.url)
finally:
    engine.stop()
print(history)
for sentence in (*history.lost, *history.doubled, *history.unended):
    print("  " + sentence)
sys.exit(bool(history.lost or history.doubled or history.unended))
