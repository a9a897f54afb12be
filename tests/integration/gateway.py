"""REST proxy events as API Gateway sends them for CloudFront's requests, and how a client reads the answers."""

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

ORIGIN = "abcdefgh12.execute-api.us-east-1.amazonaws.com"


def request(
    path: str,
    method: str = "GET",
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    cookies: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Bodies come in Base64, as Zappa has the gateway treat everything as binary."""
    url = urlsplit(path)
    sent = {
        "Host": ORIGIN,
        "Accept": "text/html,*/*;q=0.8",
        "User-Agent": "Amazon CloudFront",
        "X-Forwarded-For": "203.0.113.5, 130.176.1.1",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "443",
        **({"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}),
        **(headers or {}),
    }
    query = parse_qs(url.query, keep_blank_values=True)
    return {
        "resource": "/{proxy+}",
        "path": url.path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": url.path.strip("/")},
        "stageVariables": None,
        "requestContext": {
            "stage": "production",
            "path": f"/production{url.path}",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "identity": {"sourceIp": "130.176.1.1", "userAgent": "Amazon CloudFront"},
            "apiId": ORIGIN.partition(".")[0],
        },
        "body": base64.b64encode(body).decode() if body is not None else None,
        "isBase64Encoded": body is not None,
    }


@dataclass
class Response:
    status: int
    headers: dict[str, list[str]]
    content: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.content.decode()


def response(answer: dict[str, Any]) -> Response:
    """As a browser gets it: header names in lower case, each with all its values."""
    headers = {name.lower(): [value] for name, value in (answer.get("headers") or {}).items()}
    headers |= {name.lower(): values for name, values in (answer.get("multiValueHeaders") or {}).items()}
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return Response(answer["statusCode"], headers, content)
