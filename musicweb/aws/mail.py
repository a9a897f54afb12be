"""Mail through SES: Django's mail framework as everywhere, the sending by AWS."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .clients import ses
from .errors import AwsError, translated


class SesBackend(BaseEmailBackend):
    """Each message as one SendEmail with the whole MIME text. Raises Unavailable, unless `fail_silently`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            try:
                with translated():
                    ses().send_email(
                        FromEmailAddress=message.from_email,
                        Destination={"ToAddresses": message.recipients()},
                        Content={"Raw": {"Data": message.message().as_bytes()}},
                    )
            except AwsError:
                if not self.fail_silently:
                    raise
                continue
            sent += 1
        return sent
