"""Every setting once, from the environment. Wrong ones stop the start (`musicweb/checks.py`).

On a developer's machine `musicweb.local` fills the environment from what it deployed; on AWS it is
filled from the stack. Nothing here names a machine, an account or a secret.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from musicweb.environment import flag, listed, number, required, text

BASE_DIR = Path(__file__).resolve().parent.parent

# ---- the site ----
STAGE = text("MUSICWEB_STAGE", "local")
SITE_NAME = text("MUSICWEB_SITE_NAME", "Musicweb")
SITE_URL = text("MUSICWEB_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HTTPS = SITE_URL.startswith("https://")
DEBUG = flag("MUSICWEB_DEBUG", False)
# What this process answers: "pages", "api" or, as on a developer's machine, both. The API's packages load only for it.
SERVES = listed("MUSICWEB_SERVES") or (["pages", "api"] if STAGE in ("local", "test") else ["pages"])
SECRET_KEY = required("MUSICWEB_SECRET_KEY")
SECRET_KEY_FALLBACKS = listed("MUSICWEB_SECRET_KEY_FALLBACKS")  # while keys are changed: what they signed still counts
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "127.0.0.1", *listed("MUSICWEB_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "musicweb.urls"
WSGI_APPLICATION = "musicweb.wsgi.application"

INSTALLED_APPS = [
    "musicweb.dynamo",
    "accounts.apps.AccountsConfig",
    "catalog",
    "playlists",
    "musicweb.moderation",
    "musicweb.apps.MusicwebAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "musicweb.apps.Musicweb",  # before staticfiles, whose runserver it extends
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "accounts.apps.SocialAccounts",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "storages",
]
MIDDLEWARE = [
    "musicweb.middleware.RequestLog",
    "musicweb.middleware.RetryBudget",
    "django.middleware.security.SecurityMiddleware",
    "musicweb.middleware.FromTheEdge",
    "musicweb.middleware.OneAddress",
    "musicweb.middleware.OnlyServed",
    "musicweb.middleware.CacheControl",
    "csp.middleware.CSPMiddleware",
    "musicweb.dynamo.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.IdentityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "musicweb.middleware.ClearErrors",
    "musicweb.middleware.ReadOnly",
    "musicweb.fresh.FreshMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["musicweb.templatetags.musicweb"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "musicweb.context.site",
            ],
        },
    }
]

# ---- life without an ORM ----
DATABASES = {"default": {"ENGINE": "musicweb.dynamo.backend"}}
DYNAMO_PREFIX = text("MUSICWEB_DYNAMO_PREFIX", f"musicweb-{STAGE}-")
AWS_REGION = text("AWS_REGION", text("AWS_DEFAULT_REGION", "us-east-1"))
# Behind CloudFront the Host header is the gateway's own, and Zappa takes its stage for a part of every address.
GATEWAY_HOSTS = text("MUSICWEB_GATEWAY_HOSTS", f".execute-api.{AWS_REGION}.amazonaws.com")  # the end of them
FORCE_SCRIPT_NAME = ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people ----
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SessionIdentityBackend"]
SESSION_ENGINE = "musicweb.dynamo.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if SITE_HTTPS else "sid"
CSRF_FAILURE_VIEW = "musicweb.views.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = number("MUSICWEB_SESSION_IDLE_SECONDS", 7 * 86400)
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS
SESSION_ABSOLUTE_SECONDS = number("MUSICWEB_SESSION_ABSOLUTE_SECONDS", 30 * 86400)
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DISMISSED_COOKIE_NAME = "dismissed"  # the announcement that this browser need not show any more
LOGIN_URL = "/auth/login/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ROLES_REFRESH_SECONDS = number("MUSICWEB_ROLES_REFRESH_SECONDS", 15 * 60)

# Cognito group -> Django permissions; "*" is everything. The order is that of the pool's groups.
ROLES: dict[str, set[str]] = {
    "listeners": set(),
    "artists": {"catalog.upload"},
    "moderators": {
        "catalog.upload",
        "catalog.moderate",
        *(f"catalog.{act}_{model}" for act in ("view", "change") for model in ("artist", "release", "song")),
        "catalog.view_upload",
        "moderation.view_case",
        "moderation.change_case",
        "moderation.view_decision",
    },
    "admins": {"*"},
}
STAFF_ROLES = {"moderators", "admins"}
# The admin is closed to accounts without an authenticator; a developer's demo accounts have none.
STAFF_NEEDS_TOTP = flag("MUSICWEB_STAFF_NEEDS_TOTP", STAGE not in ("local", "test"))
DEFAULT_ROLES = ["listeners", "artists"]  # of a user without any group: everybody may share music

COGNITO = {
    "pool_id": text("MUSICWEB_COGNITO_POOL_ID", ""),
    "issuer": text("MUSICWEB_COGNITO_ISSUER", ""),  # the keys of its tokens are below it
    "domain": text("MUSICWEB_COGNITO_DOMAIN", ""),  # origin of /oauth2/token and /logout
    "client_id": text("MUSICWEB_COGNITO_CLIENT_ID", ""),
    "client_secret": text("MUSICWEB_COGNITO_CLIENT_SECRET", ""),
}
API_CLIENT_IDS = listed("MUSICWEB_API_CLIENT_IDS")  # other clients of the pool whose tokens the API takes
# Which codes Cognito takes, if it sends none: an emulator's. Pages then say so.
COGNITO_FIXED_CODES = {"confirm": "123456", "reset": "654321"} if flag("MUSICWEB_COGNITO_FIXED_CODES", False) else {}
REGISTRATION = text("MUSICWEB_REGISTRATION", "open")  # open, invitation or closed
PASSWORD_MIN_CHARS = 12  # as the user pool has it: infra/template.yaml
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.validators.LongEnough",
        "OPTIONS": {"min_length": PASSWORD_MIN_CHARS},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ONLY = SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "accounts.provider.CognitoProvider", "OAUTH_PKCE_ENABLED": True},
}

# ---- music ----
UPLOAD_BUCKET = text("MUSICWEB_UPLOAD_BUCKET", "")
MEDIA_BUCKET = text("MUSICWEB_MEDIA_BUCKET", "")
STATIC_BUCKET = text("MUSICWEB_STATIC_BUCKET", "")  # empty: static files come from this process
UPLOAD_QUEUE_URL = text("MUSICWEB_UPLOAD_QUEUE_URL", "")
UPLOAD_DLQ_URL = text("MUSICWEB_UPLOAD_DLQ_URL", "")
PLAYS_QUEUE_URL = text("MUSICWEB_PLAYS_QUEUE_URL", "")
STREAM_DLQ_URL = text("MUSICWEB_STREAM_DLQ_URL", "")
PLAYS_DLQ_URL = text("MUSICWEB_PLAYS_DLQ_URL", "")
UPLOAD_MAX_BYTES = number("MUSICWEB_UPLOAD_MAX_BYTES", 2 * 1024**3)
UPLOAD_QUOTA_BYTES = number("MUSICWEB_UPLOAD_QUOTA_BYTES", 20 * 1024**3)
# Role -> what may be stored in all, and sent in one day of UTC; of several roles the widest counts.
ROLE_LIMITS: dict[str, dict[str, int]] = {
    "artists": {
        "quota_bytes": UPLOAD_QUOTA_BYTES,
        "day_files": number("MUSICWEB_UPLOAD_DAY_FILES", 300),
        "day_bytes": number("MUSICWEB_UPLOAD_DAY_BYTES", 12 * 1024**3),
    },
}
ROLE_LIMITS["moderators"] = ROLE_LIMITS["artists"]
ROLE_LIMITS["admins"] = {name: 10 * limit for name, limit in ROLE_LIMITS["artists"].items()}
DOWNLOAD_DAY_BYTES = {  # of originals, in one day of UTC: by somebody signed in, and by a network of visitors
    "user": number("MUSICWEB_DOWNLOAD_DAY_BYTES", 5 * 1024**3),
    "network": number("MUSICWEB_DOWNLOAD_DAY_BYTES_VISITORS", 1024**3),
}
UPLOAD_PART_BYTES = number("MUSICWEB_UPLOAD_PART_BYTES", 8 * 1024**2)  # S3's least but for the last part: 5 MiB
UPLOAD_KEEP_SECONDS = 7 * 86400  # of one never completed: so long it may go on; the bucket keeps parts a day longer
COVER_MAX_BYTES = number("MUSICWEB_COVER_MAX_BYTES", 20 * 1024**2)
COVER_MAX_PIXELS = 40_000_000
SONG_MAX_SECONDS = number("MUSICWEB_SONG_MAX_SECONDS", 4 * 3600)
RELEASE_TRACKS_MAX = 200
PROCESSING_TIMEOUT_SECONDS = number("MUSICWEB_PROCESSING_TIMEOUT_SECONDS", 840)
LIKED_SHARD_IDS_MAX = 240  # 16 bytes each: under 4 KB with the key
HISTORY_KEEP_SECONDS = number("MUSICWEB_HISTORY_KEEP_SECONDS", 2 * 365 * 86400)
EXPORT_PAUSE_SECONDS = 86400  # between two exports of an account
EXPORT_KEEP_SECONDS = 7 * 86400  # as the lifecycle rule of exports/ in infra/template.yaml
DELETION_PAUSE_SECONDS = 3600  # a granted address is good for an hour: then nothing can arrive any more
SIGN_IN_RECENT_SECONDS = 15 * 60  # for what cannot be taken back
TOMBSTONE_SECONDS = 365 * 86400  # how long a removed address answers 410
PAGE_ROWS = 50
PLAYLIST_ENTRIES_MAX = 10_000
PLAYLIST_PAGE_ROWS = 100
PLAYLIST_UNDO_SECONDS = 86400  # how long a deleted playlist and a removed entry can be taken back
DECISION_SECONDS = 60  # after which one that is still under way counts as interrupted
REPORT_KEEP_SECONDS = 365 * 86400  # after it was answered
MEDIA_GRANT_SECONDS = 60

# ---- files ----
_static = (
    "musicweb.static_files.HashedStorage" if STATIC_BUCKET else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "musicweb.aws.storage.MediaStorage", "OPTIONS": {"bucket_name": MEDIA_BUCKET}},
    "uploads": {"BACKEND": "musicweb.aws.storage.UploadStorage", "OPTIONS": {"bucket_name": UPLOAD_BUCKET}},
    "staticfiles": {"BACKEND": _static},
}
STATIC_URL = "/static/"
STATIC_ROOT = text("MUSICWEB_STATIC_ROOT", str(BASE_DIR / "static_names"))  # a function holds the list of names alone
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
# The edge. Without a distribution pages are asked for again each time, and private media are read from S3.
DISTRIBUTION_ID = text("MUSICWEB_DISTRIBUTION_ID", "")
MEDIA_KEY_ID = text("MUSICWEB_MEDIA_KEY_ID", "")  # of the public key in CloudFront's key group that signs now
MEDIA_PRIVATE_KEY = text("MUSICWEB_MEDIA_PRIVATE_KEY", "")  # in PEM, or “ssm:” and the name of its parameter
# SHA-256 of the keys of which CloudFront sends one as x-api-key, in hexadecimal: two while one replaces the other.
ORIGIN_KEY_HASHES = listed("MUSICWEB_ORIGIN_KEY_HASHES")
MEDIA_SERVED_HERE = flag("MUSICWEB_MEDIA_SERVED_HERE", False)  # stands in for CloudFront on a developer's machine
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # 200 songs in one form, nine fields each
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # forms only: no file passes through the web function

# ---- security ----
SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_HTTPS else None
SECURE_HSTS_SECONDS = 63072000 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_S3 = listed("MUSICWEB_S3_ORIGINS")  # where the browser uploads to and, on a developer's machine, reads media from
_media = _S3 if MEDIA_SERVED_HERE else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:", *_media],
        "media-src": ["'self'", *_media],
        "connect-src": ["'self'", *_S3],
        "form-action": ["'self'", *_S3, *([COGNITO["domain"]] if COGNITO["domain"] else [])],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

# ---- mail: only the worker sends any ----
MAIL_FROM = text("MUSICWEB_MAIL_FROM", "")  # an address that SES may send from
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM or "musicweb@localhost"
EMAIL_BACKEND = text(  # on a developer's machine mails are written to the worker's output
    "MUSICWEB_EMAIL_BACKEND",
    "musicweb.aws.mail.SesBackend" if MAIL_FROM else "django.core.mail.backends.console.EmailBackend",
)

# ---- language and time ----
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("vi", _("Vietnamese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "musicweb.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# ---- logs ----
LOGS_JSON = flag("MUSICWEB_LOGS_JSON", STAGE not in ("local", "test"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"not_twice": {"()": "musicweb.logs.NotTwice"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "musicweb.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOGS_JSON else "line",
            "filters": ["not_twice"] if LOGS_JSON else [],
        }
    },
    "root": {"handlers": ["console"], "level": text("MUSICWEB_LOG_LEVEL", "WARNING")},
    "loggers": {
        **{
            name: {"level": text("MUSICWEB_LOG_LEVEL", "INFO")}
            for name in ("musicweb", "catalog", "accounts", "playlists")
        },
        # Zappa's own line has the path and the visitor's address; a foreign Host is answered by OneAddress.
        "zappa": {"level": "WARNING"},
        "zappa.wsgi": {"level": "WARNING"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
