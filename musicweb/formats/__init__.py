"""What Django's formats of a language lack."""
