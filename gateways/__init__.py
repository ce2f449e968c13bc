"""The outside services behind small protocols, each with its stand-ins."""
