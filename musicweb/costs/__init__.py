"""What the site costs in a month on AWS, before the bill comes: measured figures times dated prices.

usage.json    what a page, a play, an upload ask of AWS, written by `python -m tests.bench usage`
prices.toml   what AWS takes for it, each price with where it was seen, and whether AWS itself said so
demand.py     an audience → what is asked of every service in a month
bill.py       that → lines by service, in each way of paying
advice.py     what dominates a bill, and what would lower it
"""
