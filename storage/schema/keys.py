"""The secrets that the store makes for itself."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.base import metadata

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.String(), primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
