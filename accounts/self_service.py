"""What people do at Cognito for themselves: register, confirm, reset, change. None of it needs rights of AWS.

Whether an address has an account cannot be learnt here: `sign_up`, `send_code_again` and `forgot` end the
same way with and without one, and a wrong code is the same error as a code for nobody.
"""

import base64
import hashlib
import hmac
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from .cognito import client, code_of
from .errors import (
    AddressTaken,
    BadAddress,
    BadPassword,
    CognitoUnavailable,
    SignInAgain,
    TooOften,
    WrongCode,
    WrongPassword,
)

logger = logging.getLogger(__name__)
SCOPE = "aws.cognito.signin.user.admin"  # of an access token that may change its own user
Refusals = dict[str, type[Exception]]
BAD_PASSWORD: Refusals = {
    "InvalidPasswordException": BadPassword,
    "PasswordHistoryPolicyViolationException": BadPassword,
}
TOO_OFTEN: Refusals = {"LimitExceededException": TooOften, "TooManyFailedAttemptsException": TooOften}
WRONG_CODE: Refusals = dict.fromkeys(
    (
        "AliasExistsException",
        "CodeMismatchException",
        "ExpiredCodeException",
        "InvalidParameterException",
        "LimitExceededException",  # of tries for one account: said in the same words, or it would tell that there is one
        "NotAuthorizedException",  # confirmed already, or disabled
        "TooManyFailedAttemptsException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    ),
    WrongCode,
)
NO_MATTER = {"InvalidParameterException", "LimitExceededException", "NotAuthorizedException", "UserNotFoundException"}


def sign_up(*, email: str, password: str) -> bool:
    """Whether a new account waits for its code; False where the address has one already.

    Raises BadPassword, BadAddress.
    """
    try:
        with _refusing(BAD_PASSWORD | {"InvalidParameterException": BadAddress}, passing={"UsernameExistsException"}):
            client().sign_up(**_who(email), Password=password, UserAttributes=[{"Name": "email", "Value": email}])
    except ClientError:
        return False
    return True


def confirm(*, email: str, code: str) -> None:
    """The address is proven. Raises WrongCode."""
    with _refusing(WRONG_CODE):
        client().confirm_sign_up(**_who(email), ConfirmationCode=code)


def send_code_again(*, email: str) -> None:
    """The code of a registration once more, if one waits for it."""
    with _unsaid():
        client().resend_confirmation_code(**_who(email))


def forgot(*, email: str) -> None:
    """A code to reset the password with, if there is an account."""
    with _unsaid():
        client().forgot_password(**_who(email))


def reset(*, email: str, code: str, password: str) -> None:
    """A new password, by the code. Raises WrongCode, BadPassword."""
    with _refusing(WRONG_CODE | BAD_PASSWORD):
        client().confirm_forgot_password(**_who(email), ConfirmationCode=code, Password=password)


def change_password(access_token: str, *, old: str, new: str) -> None:
    """Raises WrongPassword, BadPassword, TooOften, SignInAgain."""
    _check_scope(access_token)
    with _refusing(
        BAD_PASSWORD | TOO_OFTEN | {"NotAuthorizedException": WrongPassword, "InvalidParameterException": BadPassword}
    ):
        client().change_password(AccessToken=access_token, PreviousPassword=old, ProposedPassword=new)


def change_email(access_token: str, *, email: str) -> bool:
    """Whether Cognito sent a code to the new address, and waits for it; otherwise the address is changed.

    Raises BadAddress, TooOften, SignInAgain.
    """
    _check_scope(access_token)
    refused: Refusals = TOO_OFTEN | {"InvalidParameterException": BadAddress, "NotAuthorizedException": SignInAgain}
    try:
        with _refusing(refused, passing={"AliasExistsException"}):
            said = client().update_user_attributes(
                AccessToken=access_token, UserAttributes=[{"Name": "email", "Value": email}]
            )
    except ClientError:
        return True  # of somebody else: no code will come, and nobody is told why
    return bool(said.get("CodeDeliveryDetailsList"))


def verify_email(access_token: str, *, code: str) -> None:
    """The new address holds from now on. Raises WrongCode, AddressTaken, SignInAgain."""
    _check_scope(access_token)
    with _refusing(WRONG_CODE | {"AliasExistsException": AddressTaken, "NotAuthorizedException": SignInAgain}):
        client().verify_user_attribute(AccessToken=access_token, AttributeName="email", Code=code)


def new_authenticator(access_token: str) -> str:
    """The secret (Base32) of an authenticator that counts once a code proves it. Raises TooOften, SignInAgain."""
    _check_scope(access_token)
    with _refusing(TOO_OFTEN | {"NotAuthorizedException": SignInAgain}):
        return client().associate_software_token(AccessToken=access_token)["SecretCode"]


def prove_authenticator(access_token: str, *, code: str) -> None:
    """From now on every sign-in asks for its code. Raises WrongCode, TooOften, SignInAgain."""
    _check_scope(access_token)
    wrong = {
        "EnableSoftwareTokenMFAException": WrongCode,
        "CodeMismatchException": WrongCode,
        "InvalidParameterException": WrongCode,
    }
    with _refusing(TOO_OFTEN | wrong | {"NotAuthorizedException": SignInAgain}):
        client().verify_software_token(AccessToken=access_token, UserCode=code, FriendlyDeviceName="Authenticator")
        client().set_user_mfa_preference(
            AccessToken=access_token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )


class Who(TypedDict):
    ClientId: str
    Username: str
    SecretHash: str


def _who(email: str) -> Who:
    """Name, client, and the proof that it is this site that asks."""
    client_id, secret = settings.COGNITO["client_id"], settings.COGNITO["client_secret"]
    proof = hmac.new(secret.encode(), (email + client_id).encode(), hashlib.sha256).digest()
    return {"ClientId": client_id, "Username": email, "SecretHash": base64.b64encode(proof).decode()}


def _check_scope(access_token: str) -> None:
    """That the sign-in asked for the right to change its user. The token comes straight from Cognito."""
    import jwt  # a start is lighter without it

    scopes = jwt.decode(access_token, options={"verify_signature": False}).get("scope", "")
    if SCOPE not in str(scopes).split():
        raise SignInAgain


@contextmanager
def _refusing(refusals: Refusals, *, passing: frozenset[str] | set[str] = frozenset()) -> Iterator[None]:
    """Cognito's errors as ours; those of `passing` stay as they are, anything else is CognitoUnavailable."""
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in passing:
            raise
        if refusal := refusals.get(code):
            raise refusal(code) from error
        raise CognitoUnavailable(f"Cognito refused: {code}") from error
    except BotoCoreError as error:
        raise CognitoUnavailable(f"Cognito did not answer: {type(error).__name__}") from error


@contextmanager
def _unsaid() -> Iterator[None]:
    """Whether a code was sent is said to nobody: what keeps Cognito from sending one is only logged."""
    try:
        with _refusing({}, passing=NO_MATTER):
            yield
    except ClientError as error:
        logger.info("no code was sent: %s", code_of(error))
