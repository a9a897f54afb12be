from django.apps import AppConfig


class DynamoConfig(AppConfig):
    name = "musicweb.dynamo"
    label = "dynamo"

    def ready(self) -> None:
        from .history import name_content_types

        name_content_types()
