"""What the catalogue refuses, so that views can say it well. DynamoDB's own errors: musicweb.dynamo.errors."""


class CatalogError(Exception):
    """Something of the catalogue that cannot be done or shown."""


class Gone(CatalogError):
    """It was public once and has been removed or withdrawn: 410."""


class Moved(CatalogError):
    """An artist's page has another address now."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to  # the handle


class Refused(CatalogError):
    """Not allowed as it is; `code` is one of catalog.refusal_messages, which says what to do."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts  # figures for the message


class LimitReached(Refused):
    """More than a person or a release may have."""
