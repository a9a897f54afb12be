"""Settings from environment variables, with a clear sentence for a wrong one."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"The environment variable {name} is missing. On a developer's machine “make run” sets it; "
            "on AWS it comes from the stack."
        )
    return value


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”.") from error


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not “{value}”.")
    return value in ("1", "true") if value else default


def listed(name: str) -> list[str]:
    """Values separated by commas."""
    return [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]
