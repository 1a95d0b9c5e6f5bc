"""The headers of every answer, also of errors and files."""

from flask import Flask, Response, request

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
CSP = "; ".join(_POLICY)

#: What people have handed in is shown or saved, and may do nothing at all.
_FILES = frozenset({"attachments.show", "activity_photos.show"})
FILE_CSP = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # With no-referrer Chromium sends "Origin: null", and posts fail over HTTPS.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def install_headers(app: Flask) -> None:
    """Add the headers; nothing but static files may be stored by anybody."""

    def add(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers[name] = value
        response.headers["Cache-Control"] = "no-store"
        if request.endpoint in _FILES and response.mimetype != "text/html":
            response.headers["Content-Security-Policy"] = FILE_CSP
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "accounts.sign_out":
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    app.after_request(add)
