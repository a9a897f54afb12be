"""A user pool as AWS describes it, with PreventUserExistenceErrors, for what people do there for themselves.

moto knows no codes, and MiniStack always the same; here every code is another one and lies in `mail`.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from botocore.awsrequest import AWSResponse
from django.conf import settings

from accounts.cognito import client

Answer = tuple[AWSResponse, dict[str, Any]]
OPERATIONS = (
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "ChangePassword",
    "UpdateUserAttributes",
    "VerifyUserAttribute",
    "ListUsers",
    "AdminUserGlobalSignOut",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
    "SetUserMFAPreference",
    "AdminGetUser",
)


class Refused(Exception):
    pass


@dataclass
class Member:
    sub: str
    password: str
    confirmed: bool = False
    codes: dict[str, str] = field(default_factory=dict)  # kind -> code
    new_email: str = ""
    secret: str = ""  # of an authenticator
    proven: bool = False
    settings: list[str] = field(default_factory=list)  # what its sign-ins ask for too


class Directory:
    def __init__(self) -> None:
        self.members: dict[str, Member] = {}  # by address
        self.mail: list[tuple[str, str]] = []  # address and code, in order
        self.calls: list[str] = []
        self.verifies = True  # a new address waits for its code
        self.meanwhile: Callable[[], object] | None = None  # happens once, before a call is answered

    def add(self, email: str, password: str = "a-password-of-before", sub: str = "ann-sub") -> Member:
        self.members[email] = Member(sub, password, confirmed=True)
        return self.members[email]

    def answer(self, params: dict[str, Any], model: Any, **_: Any) -> Answer:
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            meanwhile()
        self.calls.append(model.name)
        said = json.loads(params["body"])
        try:
            if "SecretHash" in said:
                self._prove(said)
            body = getattr(self, f"_{model.name}")(said) or {}
        except Refused as refused:
            code = str(refused)
            return _response(400), {"Error": {"Code": code, "Message": code}}
        return _response(200), body

    def _prove(self, said: dict[str, Any]) -> None:
        secret, client_id = settings.COGNITO["client_secret"], settings.COGNITO["client_id"]
        digest = hmac.new(secret.encode(), (said["Username"] + client_id).encode(), hashlib.sha256).digest()
        if said["SecretHash"] != base64.b64encode(digest).decode():
            raise Refused("NotAuthorizedException")

    def _SignUp(self, said: dict[str, Any]) -> None:
        _check(said["Password"])
        email = said["Username"]
        if email in self.members:
            raise Refused("UsernameExistsException")
        self.members[email] = Member(f"sub-of-{email}", said["Password"])
        self._send(email, email, "confirm")

    def _ResendConfirmationCode(self, said: dict[str, Any]) -> None:
        member = self.members.get(said["Username"])
        if member and member.confirmed:
            raise Refused("InvalidParameterException")
        if member:
            self._send(said["Username"], said["Username"], "confirm")

    def _ConfirmSignUp(self, said: dict[str, Any]) -> None:
        member = self.members.get(said["Username"])
        if member and member.confirmed:
            raise Refused("NotAuthorizedException")
        self._redeem(member, "confirm", said["ConfirmationCode"]).confirmed = True

    def _ForgotPassword(self, said: dict[str, Any]) -> None:
        member = self.members.get(said["Username"])
        if member and not member.confirmed:
            raise Refused("InvalidParameterException")
        if member:
            self._send(said["Username"], said["Username"], "reset")

    def _ConfirmForgotPassword(self, said: dict[str, Any]) -> None:
        member = self.members.get(said["Username"])
        if member and "reset" not in member.codes:
            raise Refused("ExpiredCodeException")
        _check(said["Password"])
        self._redeem(member, "reset", said["ConfirmationCode"]).password = said["Password"]

    def _ChangePassword(self, said: dict[str, Any]) -> None:
        _, member = self._owner(said["AccessToken"])
        if member.password != said["PreviousPassword"]:
            raise Refused("NotAuthorizedException")
        _check(said["ProposedPassword"])
        member.password = said["ProposedPassword"]

    def _UpdateUserAttributes(self, said: dict[str, Any]) -> dict[str, Any]:
        email, member = self._owner(said["AccessToken"])
        (attribute,) = said["UserAttributes"]
        if attribute["Value"] in self.members:
            raise Refused("AliasExistsException")
        member.new_email = attribute["Value"]
        if not self.verifies:
            self.members[member.new_email] = self.members.pop(email)
            return {"CodeDeliveryDetailsList": []}
        self._send(email, member.new_email, "email")
        return {"CodeDeliveryDetailsList": [{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]}

    def _VerifyUserAttribute(self, said: dict[str, Any]) -> None:
        email, member = self._owner(said["AccessToken"])
        self._redeem(member, "email", said["Code"])
        if member.new_email in self.members:
            raise Refused("AliasExistsException")
        self.members[member.new_email] = self.members.pop(email)

    def _ListUsers(self, said: dict[str, Any]) -> dict[str, Any]:
        found = [member for email, member in self.members.items() if f'"{email}"' in said["Filter"]]
        return {"Users": [{"Username": one.sub, "Attributes": [{"Name": "sub", "Value": one.sub}]} for one in found]}

    def _AdminUserGlobalSignOut(self, said: dict[str, Any]) -> None:
        pass

    def _AssociateSoftwareToken(self, said: dict[str, Any]) -> dict[str, Any]:
        _, member = self._owner(said["AccessToken"])
        member.secret, member.proven = "JBSWY3DPEHPK3PXP", False
        return {"SecretCode": member.secret}

    def _VerifySoftwareToken(self, said: dict[str, Any]) -> dict[str, Any]:
        _, member = self._owner(said["AccessToken"])
        if not member.secret or said["UserCode"] != "123456":
            raise Refused("EnableSoftwareTokenMFAException")
        member.proven = True
        return {"Status": "SUCCESS"}

    def _SetUserMFAPreference(self, said: dict[str, Any]) -> None:
        _, member = self._owner(said["AccessToken"])
        if not member.proven:
            raise Refused("InvalidParameterException")
        member.settings = ["SOFTWARE_TOKEN_MFA"]

    def _AdminGetUser(self, said: dict[str, Any]) -> dict[str, Any]:
        member = next((one for one in self.members.values() if one.sub == said["Username"]), None)
        if member is None:
            raise Refused("UserNotFoundException")
        return {"Username": member.sub, "UserMFASettingList": member.settings}

    def _owner(self, access_token: str) -> tuple[str, Member]:
        subject = jwt.decode(access_token, options={"verify_signature": False})["sub"]
        return next((email, member) for email, member in self.members.items() if member.sub == subject)

    def _send(self, whose: str, to: str, kind: str) -> None:
        code = f"{len(self.mail) + 1:06}"
        self.members[whose].codes[kind] = code
        self.mail.append((to, code))

    def _redeem(self, member: Member | None, kind: str, code: str) -> Member:
        if member is None or member.codes.get(kind) != code:
            raise Refused("CodeMismatchException")
        del member.codes[kind]
        return member


def _check(password: str) -> None:
    if len(password) < 12:
        raise Refused("InvalidPasswordException")


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://cognito-idp.us-east-1.amazonaws.com/", status, {}, None)


@contextmanager
def answering(directory: Directory) -> Iterator[Directory]:
    events = client().meta.events
    names = [f"before-call.cognito-identity-provider.{operation}" for operation in OPERATIONS]
    for name in names:
        events.register_first(name, directory.answer)
    yield directory
    for name in names:
        events.unregister(name, directory.answer)
