"""Telegram: settings, updates in, calls out."""

import sys

# structlog and httpx, which python-telegram-bot loads, take rich along wherever it is installed, and it is wherever our
# checks are: 6 MB and 0.06 s of every start for nothing. Neither has an option against it, and both do without it when
# its import fails: None is how Python is told that a module is not there. It has to stand before the first import of
# either, whichever module that is in; loading both here, to take it away again, would slow every command that needs
# neither.
for _name in ("rich", "httpx._main"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
