"""`make deploy`, `deploy-plan`, `rollback`, `status`, `undeploy` and `rotate-keys`: one command from an account to a site.

Every step finds out by itself what is already done, so a run that broke off is simply run again. The stack remembers
its parameters, SSM the keys and the operator's settings, and the deploy bucket the versions: no machine holds a state.
"""
