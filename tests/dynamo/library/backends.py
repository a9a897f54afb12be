from django.contrib.auth.backends import BaseBackend

from .models import Reader


class ReaderBackend(BaseBackend):
    def get_user(self, user_id):
        return Reader.objects.filter(pk=user_id).first()
