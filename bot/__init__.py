"""Telegram: settings, updates in, calls out."""

import sys

# structlog, and httpx's command line, which python-telegram-bot loads, take rich along wherever it is installed: 5 MB
# and a tenth of a second for nothing. None is how Python is told that a module is not there.
for _name in ("rich", "httpx._main"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
