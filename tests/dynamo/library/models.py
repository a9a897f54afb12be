from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from musicweb.dynamo.models import DynamoManager, DynamoModel

from .tables import BookRecord, LoanRecord, ReaderRecord


class Book(DynamoModel, record=BookRecord, listing={"kind": "book"}, filterable=["lent", "pages"]):
    kind = None
    genre = models.CharField(max_length=20, choices=[("novel", "novel"), ("poems", "poems")])
    title_key = models.CharField(max_length=100, editable=False, blank=True)
    added_at = models.DateTimeField(null=True, editable=False)

    class Meta(DynamoModel.Meta):
        abstract = False

    def __str__(self):
        return self.title

    def save(self, **options):
        self.title_key = self.title.casefold()
        super().save(**options)


class Loan(DynamoModel, record=LoanRecord):
    class Meta(DynamoModel.Meta):
        abstract = False

    def __str__(self):
        return f"{self.book_id} to {self.reader}"


class ReaderManager(DynamoManager):
    def create_superuser(self, email):
        return self.create(id="admin", email=email)


class Reader(DynamoModel, AbstractBaseUser, record=ReaderRecord):
    """May everything."""

    password = last_login = None
    email = models.EmailField()
    is_active = is_staff = is_superuser = True
    objects = ReaderManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta(DynamoModel.Meta):
        abstract = False

    def has_perm(self, permission, obj=None):
        return True

    def has_module_perms(self, app_label):
        return True

    def get_session_auth_hash(self):
        return "always the same"
