"""Django's face of this app's tables: none, since no page of the admin shows likes."""
