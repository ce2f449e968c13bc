"""Whether the store's clock has jumped: it is held against this machine's monotonic clock, which never does."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.outbox import LEASE

# Clocks that are set right by and by differ less from one look to the next; a lease has more than this to spare.
TOLERANCE = timedelta(seconds=2)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jumps:
    """What the clock was seen to do up to the last look; before the first one it may have done anything.

    `may_be_back`: rows may be dated in the future. `wary`: for as long as a lease lasts since the start, and since a
    jump, the clock does not tell whether others' leases have ended; after that whoever lives has renewed theirs.
    """

    now: datetime | None = None
    steady: float = 0.0
    wary_until: float = 0.0
    may_be_back: bool = True

    @property
    def wary(self) -> bool:
        return self.steady < self.wary_until

    def after(self, now: datetime, steady: float) -> "Jumps":
        """The same after one more look, at which the store's clock told `now` and the monotonic one `steady`."""
        if self.now is None:
            return Jumps(now, steady, steady + LEASE.total_seconds())
        jump = (now - self.now) - timedelta(seconds=steady - self.steady)
        if abs(jump) <= TOLERANCE:
            return Jumps(now, steady, self.wary_until, may_be_back=False)
        _LOG.warning("the store's clock has jumped by %+.0f s", jump.total_seconds())
        return Jumps(now, steady, steady + LEASE.total_seconds(), may_be_back=jump < timedelta(0))
