"""Many acts while AWS fails: nothing acknowledged is lost, nothing is applied twice, every upload ends.

`python -m tests.chaos --acts 10000 --seed 7` (`make chaos`) is the long run, tests/engines/test_chaos.py the short one.
The same seed makes the same acts and the same faults. DynamoDB is DynamoDB Local, S3 and SQS are moto.
"""
