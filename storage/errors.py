"""What can go wrong with the store itself, as opposed to what a rule of the membership refuses."""


class StoreUnavailable(Exception):
    """The database cannot be reached or cannot write now; the work was not done and may be tried again."""


class NotMigrated(Exception):
    """The database lacks tables: `db upgrade` has not been run on it."""


class WrongKey(Exception):
    """The keyring does not open what this database holds."""
