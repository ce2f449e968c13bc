"""What the pages' answers say to a browser: what may run in them, who may frame them, that nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# The clients on the web show a page in a frame; the others in a view of their own, which no header concerns.
TELEGRAM_FRAMES = ("https://web.telegram.org", "https://*.telegram.org")
# Where the Bot API is another server than Telegram's, its clients are on this machine.
LOCAL_FRAMES = ("http://127.0.0.1:*", "http://localhost:*")

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

FOR_DATA: Mapping[str, str] = MappingProxyType(
    {
        **_ALWAYS,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""Of answers as JSON."""

FOR_ASSETS: Mapping[str, str] = MappingProxyType(
    {**_ALWAYS, "Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "same-origin"}
)
"""Of scripts and styles: asked for again each time, and answered with 304 while they are the same."""

_OWN = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
# The provider's script loads one for the channel, asks its own servers, and opens or frames whatever company checks
# people there, which differs by channel. Nothing is typed on this page itself.
# https://developers.portone.io/opi/ko/extra/identity-verification/readme-v2
_PROVIDERS = {
    "script-src": "'self' https://cdn.portone.io",
    "style-src": "'self' 'unsafe-inline'",
    "connect-src": "'self' https://*.portone.io https://*.iamport.co https://*.iamport.kr",
    "frame-src": "https:",
    "form-action": "https:",
}


def for_page(*, at_telegram: bool, with_provider: bool = False) -> Mapping[str, str]:
    """Of a page itself, which may load nothing but our own; of the identity page, also its provider's window."""
    frames = TELEGRAM_FRAMES if at_telegram else (*TELEGRAM_FRAMES, *LOCAL_FRAMES)
    policy = {**_OWN, **(_PROVIDERS if with_provider else {}), "frame-ancestors": " ".join(frames)}
    return {
        **_ALWAYS,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
    }
