"""A local stand-in for Telegram: a Bot API server, a messenger for people, their phones, an identity page."""

from playground.app import Playground
from playground.server import serve

__all__ = ["Playground", "serve"]
