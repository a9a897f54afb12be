"""Mails go to SES as they are."""

import boto3
from django.core.mail import EmailMessage, get_connection


def test_a_mail_is_sent_by_ses_with_its_words(tables):
    boto3.client("ses").verify_email_identity(EmailAddress="music@example.org")
    connection = get_connection("musicweb.aws.mail.SesBackend")
    sent = EmailMessage("Về “Mưa”", "Xin chào.", "music@example.org", ["lin@example.com"], connection=connection)
    assert sent.send() == 1
