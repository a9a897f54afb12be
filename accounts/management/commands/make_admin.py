"""The first admin, who then makes the others in the admin pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import cognito
from accounts.services import ADMINS
from musicweb.dynamo.errors import NotFound


class Command(BaseCommand):
    help = "Put the user with this e-mail address into the group of admins. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="of somebody who has already signed up")

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"]
        try:
            cognito.change_groups(cognito.id_of(email), add={ADMINS}, remove=set())
        except NotFound as error:
            raise CommandError(
                f"Nobody has signed up as {email}. Sign up on the site first, then repeat this."
            ) from error
        self.stdout.write(f"{email} is an admin from the next sign-in on, or within 15 minutes.")
