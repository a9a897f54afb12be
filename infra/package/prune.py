"""Zappa's `zip` callback: leaves out what a function never opens and adds bytecode that Lambda can use.

Zappa stamps every entry with 1980, which invalidates ordinary bytecode: unchecked-hash bytecode asks for no time
stamp and brings a cold start from 1.4 to 0.4 s of CPU. Of other people's packages only the bytecode goes along,
without docstrings: that halves them, and their line numbers stay in tracebacks.
"""

import ast
import gzip
import importlib.util
import json
import re
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]  # py_compile writes files only
from pathlib import Path, PurePosixPath
from typing import Any

OURS = {"accounts", "catalog", "musicweb", "playlists"}
SERVICES = {"cloudfront", "cognito-idp", "dynamodb", "dynamodbstreams", "s3", "sesv2", "sqs", "ssm", "sts"}
# The same as botocore's list of regions calls them.
ENDPOINTS = SERVICES - {"dynamodbstreams", "sesv2"} | {"email", "streams.dynamodb"}
PROVIDERS = {"base", "oauth2", "openid_connect"}
LANGUAGES = {"en", "vi"}
NO_DOCSTRINGS = b"""
class LazyLoadedDocstring(str):
    def __new__(cls, *_, **__):
        return super().__new__(cls)

    def __init__(self, *_, **__):
        pass

ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = LazyLoadedDocstring
"""
# Modules that import much of what nobody here uses, and what stands for them.
REPLACED = {
    "boto3/docs/__init__.py": b"",
    "botocore/docs/__init__.py": b"",
    "botocore/docs/docstring.py": NO_DOCSTRINGS,
    "django/test/__init__.py": b"",
    "sqlparse/__init__.py": b"",
    "urllib3/http2/__init__.py": b"",
    "werkzeug/__init__.py": b"",
    "werkzeug/wrappers/__init__.py": b"from .response import Response as Response\n",
}
PROCESSING = {
    "av",
    "av.libs",
    "mutagen",
    "numpy",
    "numpy.libs",
    "PIL",
    "pillow.libs",
    "zipstream",
}  # only the worker decodes
API = {"annotated_types", "ninja", "pydantic", "pydantic_core", "typing_inspection"}  # only the API describes itself
API_PARTS = {"django/test/__init__.py", "django/test/signals.py"}  # ninja listens to a signal
NO_API_PART = re.compile(r"django/contrib/admin/templates/|django/contrib/auth/common-passwords")
NEVER = {
    "_distutils_hack", "_yaml", "argcomplete", "cffi", "cfn_clean", "cfn_flip", "cfn_tools", "click", "distutils-precedence.pth",
    "google", "grpc", "hjson", "infra", "oauthlib", "opensearch", "opensearchpy", "package_info.json", "pip", "pkg_resources", "placebo", "pycparser",
    "setuptools", "static", "toml", "tqdm", "troposphere", "wheel", "yaml", "zappa_settings.json",
}  # fmt: skip
DROPPED = re.compile(
    r".*\.(po|pyi|c|h|pyx|pxd|map)$|(.*/)?__pycache__/.*|(?!django_csp|pydantic|python_ulid).+\.dist-info/.*|.+\.dist-info/(?!METADATA)|(?!django/test/)(.*/)?tests?/.*|.+/static/.*"
    r"|zappa/(cli|core|letsencrypt|ext)|allauth/(headless|idp|mfa|usersessions)/|werkzeug/debug/|boto3/examples/"
    r"|django/contrib/(gis|admindocs|flatpages|postgres|redirects|sitemaps|syndication)/|django/db/backends/(mysql|oracle|postgresql)/"
    r"|django/core/management/commands/(?!check|clearsessions)|django/conf/(app|project)_template/|numpy/(distutils|f2py)/"
    r"|charset_normalizer/[^/]+\.so$|zappa-[^/]+/|zappa/websocket"
    r"|botocore/cacert\.pem|botocore/data/(cloudfront/(?!2020-05-31)|.+/examples-1)|urllib3/contrib/emscripten/|django/db/backends/sqlite3/"
    r"|sqlparse/(?!__init__)|packaging/|ua_parser_builtins/(lazy|regexes)"
    r"|pydantic/(v1/|mypy)|boto3/(ec2|dynamodb)/|(?!django/db/)(.*/)?migrations/|.+/jinja2/"
)
CHOICES = (
    (re.compile(r"boto(?:core|3)/data/([^/]+)/"), SERVICES),
    (re.compile(r"allauth/socialaccount/providers/([^/]+)/"), PROVIDERS),
    (re.compile(r"(?:.*/)?locale/([^/]+)/"), LANGUAGES),
)


def prune(zappa_cli: Any) -> None:
    archive = Path(zappa_cli.zip_path)
    pruned = archive.with_suffix(".pruned")
    unused = unused_by(zappa_cli.api_stage)
    with zipfile.ZipFile(archive) as full, zipfile.ZipFile(pruned, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as small:
        for name in sorted({entry.filename for entry in full.infolist()}):
            if keeps(name, unused):
                _add(small, name, _lighter(name, full.read(name)))
    pruned.replace(archive)


def unused_by(stage: str) -> set[str]:
    """Top folders of packages that the function of this stage never imports."""
    kind = stage.rpartition("_")[2]
    return NEVER | (PROCESSING if kind != "worker" else set()) | (API if kind != "api" else set())


def keeps(name: str, unused: set[str]) -> bool:
    top = name.split("/")[0]
    if top in unused or top.partition("-")[0] in unused or DROPPED.match(name):
        return False
    for_api = "ninja" not in unused
    if name.startswith("django/test/"):
        return for_api and name in API_PARTS
    if for_api and NO_API_PART.match(name):
        return False
    for pattern, wanted in CHOICES:
        found = pattern.match(name)
        if found and found[1] not in wanted:
            return False
    return True


def _lighter(name: str, content: bytes) -> bytes:
    """The same without what a start would read for nothing: other services' regions, the text of AWS's manuals."""
    if name in REPLACED:
        return REPLACED[name]
    if name == "botocore/data/endpoints.json":
        known = json.loads(content)
        for partition in known["partitions"]:
            partition["services"] = {key: said for key, said in partition["services"].items() if key in ENDPOINTS}
        return _json(known)
    if name.endswith(".dist-info/METADATA"):
        return content.partition(b"\n\n")[0] + b"\n"  # its head, which says the version, without the manual
    if name.startswith("botocore/data/") and name.endswith("/service-2.json.gz"):
        return gzip.compress(_json(_without_documentation(json.loads(gzip.decompress(content)))), mtime=0)
    return content


def _without_documentation(said: Any) -> Any:
    """Where there was a text an empty one stays: botocore takes some for granted. A shape may have a member of that name."""
    if isinstance(said, list):
        return [_without_documentation(each) for each in said]
    if not isinstance(said, dict):
        return said
    return {
        key: "" if key == "documentation" and isinstance(each, str) else _without_documentation(each)
        for key, each in said.items()
    }


def _json(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    code = _bytecode(name, content) if name.endswith(".py") else None
    path = PurePosixPath(name)
    if code is None or path.parts[0] in OURS:
        archive.writestr(_entry(name), content)
    if code is not None and path.parts[0] in OURS:
        cached = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
        archive.writestr(_entry(str(cached)), code)
    elif code is not None:
        archive.writestr(_entry(f"{name}c"), code)


def _bytecode(name: str, source: bytes) -> bytes | None:
    """None for a template of code, or code of another version."""
    try:
        tree = ast.parse(source)
        if PurePosixPath(name).parts[0] not in OURS:
            _remove_docstrings(tree)
        code = compile(tree, f"/var/task/{name}", "exec", dont_inherit=True, optimize=0)
    except SyntaxError:
        return None
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def _remove_docstrings(tree: ast.Module) -> None:
    """What `optimize=2` does, but assertions stay."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]


def _entry(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same content."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
