"""The demo accounts, one for each role, made in the emulator's Cognito. Their passwords are this machine's own."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from . import stack
from .environment import FILE
from .folder import LOCAL

ACCOUNTS = "demo_accounts.json"
ROLES = {"listener": "listeners", "artist": "artists", "moderator": "moderators", "admin": "admins"}


@dataclass(frozen=True)
class Person:
    role: str
    email: str
    password: str


def ensure(endpoint: str, folder: Path = LOCAL) -> list[Person]:
    """All of them, with their groups; safe to repeat."""
    people = _remembered(folder)
    pool = json.loads((folder / FILE).read_text())["outputs"]["UserPoolId"]
    cognito = stack.client("cognito-idp", endpoint)
    for person in people:
        name = {"UserPoolId": pool, "Username": person.email}
        try:
            cognito.admin_get_user(**name)
        except cognito.exceptions.UserNotFoundException:
            attributes = {"email": person.email, "email_verified": "true", "name": f"Demo {person.role}"}
            cognito.admin_create_user(
                **name,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
            )
            cognito.admin_set_user_password(**name, Password=person.password, Permanent=True)
            cognito.admin_add_user_to_group(**name, GroupName=ROLES[person.role])
    return people


def subject(endpoint: str, role: str, folder: Path = LOCAL) -> tuple[str, str, str]:
    """Cognito's id, the e-mail address and the name of a demo account."""
    person = next(person for person in ensure(endpoint, folder) if person.role == role)
    pool = json.loads((folder / FILE).read_text())["outputs"]["UserPoolId"]
    found = stack.client("cognito-idp", endpoint).admin_get_user(UserPoolId=pool, Username=person.email)
    attributes = {one["Name"]: one["Value"] for one in found["UserAttributes"]}
    return attributes["sub"], person.email, attributes.get("name", "")


def _remembered(folder: Path) -> list[Person]:
    file = folder / ACCOUNTS
    if not file.exists():
        people = [Person(role, f"{role}@example.org", f"{role}-{secrets.token_hex(4)}-demo") for role in ROLES]
        file.touch(mode=0o600)
        file.write_text(json.dumps([asdict(person) for person in people], indent=1))
    return [Person(**person) for person in json.loads(file.read_text())]
