"""The buckets as Django storages: media, private and served as `/media/<key>`, and what is uploaded."""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage

from .clients import s3_resource
from .errors import Missing, translated

THREADS = 12
DELETED_TOGETHER = 1000  # S3's limit
# Python's table depends on the machine's.
TYPES = {
    ".m4a": "audio/mp4",
    ".webm": "audio/webm",
    ".json": "application/json",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
CACHE = {"public/": "public, max-age=31536000, immutable", "": "private, max-age=900"}


class BucketStorage(S3Storage):  # type: ignore[misc]
    """A private bucket without access lists. Names are keys; a second file of a name replaces the first."""

    file_overwrite = True
    default_acl = None

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "file_overwrite": True, "signature_version": "s3v4"}

    @property
    def connection(self) -> Any:
        return s3_resource()

    @property
    def bucket(self) -> Any:
        return self.connection.Bucket(self.bucket_name)

    @property
    def client(self) -> Any:
        return self.connection.meta.client

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Type and caching follow from the key alone."""
        guessed = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or self.default_content_type
        cache = next(value for prefix, value in CACHE.items() if name.startswith(prefix))
        return {**super().get_object_parameters(name), "ContentType": guessed, "CacheControl": cache}

    def under(self, prefix: str) -> Iterator[str]:
        """All keys that begin so, in order."""
        with translated():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix):
                yield from (entry["Key"] for entry in page.get("Contents", ()))

    def delete_all(self, names: Iterable[str]) -> None:
        """Delete these keys, those that are not there too."""
        for some in _batches(names, DELETED_TOGETHER):
            with translated():
                keys = [{"Key": name} for name in some]
                self.client.delete_objects(Bucket=self.bucket_name, Delete={"Objects": keys, "Quiet": True})

    def copy_all(self, names: Mapping[str, str]) -> None:
        """Copy old key → new key within the bucket, on the server and several at once. Raises Missing."""
        with ThreadPoolExecutor(min(THREADS, len(names) or 1)) as pool:
            list(pool.map(self.copy, names.keys(), names.values()))

    def copy(self, old: str, new: str) -> None:
        """A copy on the server with the headers that the new key asks for. Raises Missing."""
        source = {"Bucket": self.bucket_name, "Key": old}
        headers = self.get_object_parameters(new)
        with translated():
            self.client.copy_object(
                Bucket=self.bucket_name, Key=new, CopySource=source, MetadataDirective="REPLACE", **headers
            )

    def move(self, old: str, new: str) -> None:
        """Copy on the server, then delete. Raises Missing."""
        self.copy(old, new)
        self.delete_all([old])

    def copy_in(self, storage: "BucketStorage", old: str, new: str) -> None:
        """Copy an object of another bucket on the server, in parts where it is large. Raises Missing."""
        source = {"Bucket": storage.bucket_name, "Key": old}
        headers = {**self.get_object_parameters(new), "MetadataDirective": "REPLACE"}
        with translated():
            self.client.copy(source, self.bucket_name, new, ExtraArgs=headers, SourceClient=storage.client)

    def download(self, name: str, path: Path) -> None:
        """The object as a file, in parallel ranges where it is large. Raises Missing."""
        with translated():
            self.client.download_file(self.bucket_name, name, str(path))

    def pieces(self, name: str, piece_bytes: int) -> Iterator[bytes]:
        """The object, read as it is asked for. Raises Missing with the first piece."""
        with translated():
            body = self.client.get_object(Bucket=self.bucket_name, Key=name)["Body"]
            yield from body.iter_chunks(piece_bytes)

    def write_stream(self, name: str, pieces: Iterable[bytes]) -> int:
        """Make an object of what is made meanwhile, in parts, never more than some of them in memory; its size."""
        stream = _Pieces(pieces)
        with translated():
            self.client.upload_fileobj(stream, self.bucket_name, name, ExtraArgs={"ContentType": "application/zip"})
        return stream.size_bytes

    def has_all(self, names: Iterable[str]) -> bool:
        return all(self.exists(name) for name in names)


class MediaStorage(BucketStorage):
    """Renditions, covers and originals."""

    def url(self, name: str, parameters: Any = None, expire: Any = None, http_method: Any = None) -> str:
        """The site's own address of a file; who may read it is decided there."""
        return settings.MEDIA_URL + quote(name)


class UploadStorage(BucketStorage):
    """What browsers sent and no worker has taken yet. Has no address."""

    def url(self, name: str, parameters: Any = None, expire: Any = None, http_method: Any = None) -> str:
        raise Missing("What was uploaded has no address.")


class _Pieces:
    """An iterator of bytes as a file that is only read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = bytearray()
        self.size_bytes = 0

    def read(self, amount: int = -1) -> bytes:
        while amount < 0 or len(self._rest) < amount:
            piece = next(self._pieces, None)
            if piece is None:
                amount = len(self._rest)
                break
            self._rest += piece
        taken = bytes(self._rest[:amount])
        del self._rest[:amount]
        self.size_bytes += len(taken)
        return taken


def _batches(names: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(names)
    for first in waiting:
        yield [first, *(name for _, name in zip(range(size - 1), waiting, strict=False))]
