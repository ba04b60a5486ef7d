"""The headers every reply carries."""

from __future__ import annotations

from collections.abc import Collection, Mapping

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action {form_targets}; frame-ancestors 'none'; base-uri 'none'"
)


def headers_for(*, is_static: bool, is_https: bool, form_targets: Collection[str] = ()) -> Mapping[str, str]:
    """Return the headers of a reply: static files may be kept, everything else is personal and never stored.

    `form_targets`: where forms of the page may lead besides to ourselves, as a browser follows their redirects.
    """
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(form_targets=" ".join(("'self'", *form_targets))),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "public, max-age=31536000, immutable" if is_static else "no-store",
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
