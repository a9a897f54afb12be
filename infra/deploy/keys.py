"""Secrets of a stage, as encrypted parameters of SSM: made once, never on a disk and never in the template's text.

Each comes in two slots, A and B, so that both are known while one takes the place of the other: the key without which a
gateway answers nobody, the key pair that signs media cookies, and Django's SECRET_KEY. The functions' environments get
what they need of it; Lambda encrypts them.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from .site import PROJECT_NAME, DeployError, Site

SLOTS = ("A", "B")
KINDS = ("media-key", "origin-key", "secret-key")
NEXT = "next-slot"  # while keys are being changed: the slot that is to be used
RSA_BITS = 2048  # what CloudFront takes


@dataclass(frozen=True)
class Keys:
    active: str  # the slot that is used
    secret: dict[str, str]  # slot → Django's SECRET_KEY
    origin: dict[str, str]  # slot → key
    media: dict[str, str]  # slot → private key, PEM

    @property
    def secret_key(self) -> str:
        """What signs and seals."""
        return self.secret[self.active]

    @property
    def accepted(self) -> list[str]:
        """Keys whose signatures and seals still open."""
        return [key for slot, key in self.secret.items() if slot != self.active]

    def parameters(self) -> dict[str, str]:
        """For the template; an empty slot is an empty parameter."""
        found = {"OriginKeySent": self.active}
        for slot in SLOTS:
            found[f"OriginKey{slot}"] = self.origin.get(slot, "")
            found[f"MediaPublicKey{slot}"] = _public(self.media[slot]) if slot in self.media else ""
        return found


def ensured(site: Site) -> Keys:
    """Those of the stage; what is missing is made."""
    active = _known(site, "active-slot") or _keep(site, "active-slot", "A", secret=False)
    _fill(site, active)
    found = {kind: {slot: key for slot in SLOTS if (key := _known(site, f"{kind}-{slot}"))} for kind in KINDS}
    return Keys(active, secret=found["secret-key"], origin=found["origin-key"], media=found["media-key"])


def prepare(site: Site) -> Keys:
    """New keys in the other slot, not used yet. Goes on with a change that broke off.

    Raises DeployError when that slot still has keys of an earlier change: CloudFront lets no public key be changed in place.
    """
    known, begun = ensured(site), _known(site, NEXT)
    other = begun or _other(known.active)
    if not begun:
        if other in known.origin:
            raise DeployError(
                f"The keys before these still count (slot {other}). End them first: "
                f"make rotate-keys STAGE={site.stage} FINISH=1"
            )
        _keep(site, NEXT, other, secret=False)
    _fill(site, other)
    return ensured(site)


def coming(site: Site) -> str:
    """The slot that is to be used after a change; "" when there is none."""
    return _known(site, NEXT)


def use(site: Site) -> Keys:
    """Those that were prepared sign from now on; the ones before still count."""
    _keep(site, "active-slot", _known(site, NEXT), secret=False)
    return ensured(site)


def used(site: Site) -> None:
    """The change is done, and the site works with it."""
    _forget(site, [NEXT])


def forget_old(site: Site) -> Keys:
    """Empties the slot that is not used. Raises DeployError in the middle of a change."""
    if _known(site, NEXT):
        raise DeployError(
            f"The change of keys is not done yet. Run it again first: make rotate-keys STAGE={site.stage}"
        )
    other = _other(ensured(site).active)
    _forget(site, [f"{kind}-{other}" for kind in KINDS])
    return ensured(site)


def forget_all(site: Site) -> None:
    _forget(site, [*(f"{kind}-{slot}" for kind in KINDS for slot in SLOTS), NEXT, "settings", "kept", "active-slot"])


def there(site: Site) -> list[str]:
    """Names of all that is kept in SSM for this stage."""
    pages = (
        site.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=path(site, "")[:-1], Recursive=True)
    )
    return sorted(one["Name"] for page in pages for one in page["Parameters"])


def settings(site: Site) -> dict[str, str]:
    """The operator's own settings of the functions, remembered from run to run. An empty value forgets one."""
    known = dict(line.split("=", 1) for line in _known(site, "settings").splitlines() if "=" in line)
    merged = {name: value for name, value in (known | site.settings).items() if value}
    if merged != known:
        if merged:
            _keep(site, "settings", "\n".join(f"{name}={value}" for name, value in sorted(merged.items())))
        else:
            _forget(site, ["settings"])
    return merged


def _fill(site: Site, slot: str) -> None:
    """What it has stays: a run before may have broken off half-way, after its public key went to CloudFront."""
    makers: dict[str, Callable[[], str]] = {
        "media-key": _private_key,
        "origin-key": partial(secrets.token_hex, 24),
        "secret-key": partial(secrets.token_urlsafe, 64),
    }
    for kind, make in makers.items():
        name = f"{kind}-{slot}"
        if not _known(site, name):
            _keep(site, name, make())


def _private_key() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


def remember(site: Site, kept: dict[str, Any]) -> None:
    """What is left when the stack goes: ids and parameters that nobody else knows then."""
    _keep(site, "kept", json.dumps(kept, separators=(",", ":")), secret=False)


def remembered(site: Site) -> dict[str, Any]:
    known = _known(site, "kept")
    found: dict[str, Any] = json.loads(known) if known else {}
    return found


def _public(pem: str) -> str:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


def _other(slot: str) -> str:
    return SLOTS[1 - SLOTS.index(slot)]


def path(site: Site, name: str) -> str:
    return f"/{PROJECT_NAME}/{site.stage}/{name}"


def _known(site: Site, name: str) -> str:
    ssm = site.client("ssm")
    try:
        value: str = ssm.get_parameter(Name=path(site, name), WithDecryption=True)["Parameter"]["Value"]
    except ssm.exceptions.ParameterNotFound:
        return ""
    return value


def _keep(site: Site, name: str, value: str, *, secret: bool = True) -> str:
    kind = "SecureString" if secret else "String"
    site.client("ssm").put_parameter(Name=path(site, name), Value=value, Type=kind, Overwrite=True)
    return value


def _forget(site: Site, names: list[str]) -> None:
    ssm = site.client("ssm")
    for name in names:
        try:
            ssm.delete_parameter(Name=path(site, name))
        except ssm.exceptions.ParameterNotFound:
            continue  # gone already
