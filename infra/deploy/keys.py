"""Secrets of a stage, as encrypted parameters of SSM: made once, never on a disk and never in the template's text.

Two keys come in two slots, A and B, so that both are known while one takes the place of the other: the key without
which a gateway answers nobody, and the key pair that signs media cookies. The functions' environments get what they
need of it; Lambda encrypts them.
"""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from .site import PROJECT_NAME, DeployError, Site

SLOTS = ("A", "B")
RSA_BITS = 2048  # what CloudFront takes


@dataclass(frozen=True)
class Keys:
    secret_key: str
    active: str  # the slot that is used
    origin: dict[str, str]  # slot → key
    media: dict[str, str]  # slot → private key, PEM

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
    if not _known(site, f"origin-key-{active}"):
        _fill(site, active)
    secret_key = _known(site, "secret-key") or _keep(site, "secret-key", secrets.token_urlsafe(64))
    return Keys(
        secret_key=secret_key,
        active=active,
        origin={slot: key for slot in SLOTS if (key := _known(site, f"origin-key-{slot}"))},
        media={slot: key for slot in SLOTS if (key := _known(site, f"media-key-{slot}"))},
    )


def rotate(site: Site) -> None:
    """New keys in the other slot, which is used from now on; the old ones still count until `forget_old`.

    Raises DeployError when that slot is not empty: CloudFront lets no public key be changed in place.
    """
    known = ensured(site)
    other = _other(known.active)
    if other in known.origin:
        raise DeployError(f"Slot {other} still has keys: make rotate-keys STAGE={site.stage} FINISH=1")
    _fill(site, other)
    _keep(site, "active-slot", other, secret=False)


def forget_old(site: Site) -> None:
    """Empties the slot that is not used."""
    other = _other(ensured(site).active)
    _forget(site, [f"origin-key-{other}", f"media-key-{other}"])


def forget_all(site: Site) -> None:
    names = [f"{kind}-{slot}" for kind in ("origin-key", "media-key") for slot in SLOTS]
    _forget(site, [*names, "active-slot", "secret-key", "settings"])


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
    private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _keep(site, f"media-key-{slot}", pem.decode())
    _keep(site, f"origin-key-{slot}", secrets.token_hex(24))


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
