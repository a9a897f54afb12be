"""The licences music is published under here. Codes are those of SPDX where it has them."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CC = "https://creativecommons.org/"


class License(NamedTuple):
    """`url` says what it allows, "" where there is no such page."""

    code: str
    name: str | Promise
    url: str = ""


LICENSES = {
    found.code: found
    for found in (
        License("", _("All rights reserved")),
        License("CC-BY-4.0", "CC BY 4.0", CC + "licenses/by/4.0/"),
        License("CC-BY-SA-4.0", "CC BY-SA 4.0", CC + "licenses/by-sa/4.0/"),
        License("CC-BY-NC-4.0", "CC BY-NC 4.0", CC + "licenses/by-nc/4.0/"),
        License("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", CC + "licenses/by-nc-sa/4.0/"),
        License("CC-BY-ND-4.0", "CC BY-ND 4.0", CC + "licenses/by-nd/4.0/"),
        License("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", CC + "licenses/by-nc-nd/4.0/"),
        License("CC0-1.0", _("CC0: no rights reserved"), CC + "publicdomain/zero/1.0/"),
        License("PDM-1.0", _("Public domain"), CC + "publicdomain/mark/1.0/"),
    )
}


def license_of(*codes: str | None) -> License:
    """The first that is named; all rights reserved where none is."""
    return LICENSES.get(next((code for code in codes if code), ""), LICENSES[""])
