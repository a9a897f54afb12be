"""The REST API at /api/v1/: one NinjaAPI that mounts each app's router. Nothing here loads for pages alone."""
