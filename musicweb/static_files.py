"""Static files under names that contain a hash of their content, so that browsers and CloudFront keep them for a year.

`make package` collects them (`collectstatic`) and packs only the list of names; `make deploy` puts the files into
the bucket. A function therefore asks nobody for an address, and each version of it knows its own files.
"""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

_IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class HashedStorage(ManifestStaticFilesStorage):
    """Also rewrites what this project's ES modules import of each other; other people's are no modules."""

    patterns = (*ManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
    keep_intermediate_files = False
