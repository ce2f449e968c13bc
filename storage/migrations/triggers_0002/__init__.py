"""The triggers of migration 0002, written once for each database."""
