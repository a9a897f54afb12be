"""Cognito over the wire: refreshing and revoking tokens, and what an admin does to a user there.

What people do there for themselves is in `self_service.py`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from musicweb.dynamo.errors import NotFound

from .errors import CognitoUnavailable, SessionEnded
from .tokens import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

# This refresh token is over, because it was revoked, has expired or was replaced, or its user is gone.
ENDED = {"NotAuthorizedException", "RefreshTokenReuseException", "UserNotFoundException"}


@dataclass(frozen=True)
class Tokens:
    """What a refresh gave. `refresh_token` is the one to use next: Cognito may have replaced it."""

    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)


def refresh(refresh_token: str) -> Tokens:
    """One request. Raises SessionEnded, or CognitoUnavailable when it is worth trying again.

    By the API and not by /oauth2/token, which does the same on AWS: the emulator forgets the groups there.
    """
    try:
        answer = client().get_tokens_from_refresh_token(
            RefreshToken=refresh_token or "-",
            ClientId=settings.COGNITO["client_id"],
            ClientSecret=settings.COGNITO["client_secret"],
        )
    except ClientError as error:
        if code_of(error) in ENDED:
            raise SessionEnded(code_of(error)) from error
        raise CognitoUnavailable(f"Cognito did not refresh a session: {code_of(error)}") from error
    except BotoCoreError as error:
        raise CognitoUnavailable(f"Cognito did not answer: {type(error).__name__}") from error
    given = answer["AuthenticationResult"]
    return Tokens(
        id_token=given["IdToken"],
        refresh_token=given.get("RefreshToken") or refresh_token,
        access_token=given["AccessToken"],
    )


def revoke(refresh_token: str) -> None:
    """End a refresh token and the access tokens made of it. Raises CognitoUnavailable."""
    with _answering():
        client().revoke_token(
            Token=refresh_token,
            ClientId=settings.COGNITO["client_id"],
            ClientSecret=settings.COGNITO["client_secret"],
        )


def logout_address() -> str:
    """Where the browser goes to be signed out of Cognito's own pages, and back to our home page."""
    query = {"client_id": settings.COGNITO["client_id"], "logout_uri": f"{settings.SITE_URL}/"}
    return f"{settings.COGNITO['domain']}/logout?{urlencode(query)}"


def disable(user_id: str) -> None:
    """No new sign-in, and every refresh token ends."""
    with _answering():
        client().admin_disable_user(UserPoolId=settings.COGNITO["pool_id"], Username=user_id)
    sign_out_everywhere(user_id)


def enable(user_id: str) -> None:
    with _answering():
        client().admin_enable_user(UserPoolId=settings.COGNITO["pool_id"], Username=user_id)


def delete(user_id: str) -> None:
    """For good, with the password and the address. Raises NotFound, CognitoUnavailable."""
    with _answering():
        client().admin_delete_user(UserPoolId=settings.COGNITO["pool_id"], Username=user_id)


def sign_out_everywhere(user_id: str) -> None:
    with _answering():
        client().admin_user_global_sign_out(UserPoolId=settings.COGNITO["pool_id"], Username=user_id)


def has_authenticator(user_id: str) -> bool:
    """Whether this user signs in with a code of an authenticator (TOTP) too. One request."""
    with _answering():
        found = client().admin_get_user(UserPoolId=settings.COGNITO["pool_id"], Username=user_id)
    return "SOFTWARE_TOKEN_MFA" in found.get("UserMFASettingList", [])


def groups_of(user_id: str) -> set[str]:
    with _answering():
        # A user is in few groups: one page of 60 holds them all.
        found = client().admin_list_groups_for_user(UserPoolId=settings.COGNITO["pool_id"], Username=user_id, Limit=60)
    return {group["GroupName"] for group in found["Groups"]}


def change_groups(user_id: str, *, add: set[str], remove: set[str]) -> None:
    """Adds first, so that a failure half-way leaves a user with too many groups, which a second try mends."""
    pool_id = settings.COGNITO["pool_id"]
    with _answering():
        for group in sorted(add):
            client().admin_add_user_to_group(UserPoolId=pool_id, Username=user_id, GroupName=group)
        for group in sorted(remove):
            client().admin_remove_user_from_group(UserPoolId=pool_id, Username=user_id, GroupName=group)


def is_alone_in(group: str, user_id: str) -> bool:
    """Whether this user is the only one in the group who can sign in."""
    with _answering():
        pages = client().get_paginator("list_users_in_group")
        for page in pages.paginate(UserPoolId=settings.COGNITO["pool_id"], GroupName=group):
            for user in page["Users"]:
                if user.get("Enabled", True) and _subject(user) != user_id:
                    return False
    return True


def id_of(email: str) -> str:
    """The `sub` of the user with this address. Raises NotFound."""
    quoted = email.replace("\\", "\\\\").replace('"', '\\"')
    with _answering():
        found = client().list_users(UserPoolId=settings.COGNITO["pool_id"], Filter=f'email = "{quoted}"', Limit=1)
    for user in found["Users"]:
        return _subject(user)
    raise NotFound("Cognito knows nobody with this address.")


def _subject(user: "UserTypeTypeDef") -> str:
    attributes = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", [])}
    return attributes.get("sub") or user.get("Username", "")


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if code_of(error) == "UserNotFoundException":
            raise NotFound("Cognito does not know this user.") from error
        raise CognitoUnavailable(f"Cognito refused: {code_of(error)}") from error
    except BotoCoreError as error:
        raise CognitoUnavailable(f"Cognito did not answer: {type(error).__name__}") from error


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def client() -> "CognitoIdentityProviderClient":
    """The client of the endpoint and account that the environment names now; tests change both."""
    return _client_of(os.environ.get("AWS_ENDPOINT_URL"), os.environ.get("AWS_ACCESS_KEY_ID"))


@lru_cache(maxsize=4)  # making one takes long
def _client_of(endpoint: str | None, account: str | None) -> "CognitoIdentityProviderClient":
    limits = Config(connect_timeout=TIMEOUT_SECONDS, read_timeout=TIMEOUT_SECONDS, retries={"total_max_attempts": 2})
    session = botocore.session.get_session()
    made = session.create_client("cognito-idp", region_name=settings.AWS_REGION, endpoint_url=endpoint, config=limits)
    return cast("CognitoIdentityProviderClient", made)
