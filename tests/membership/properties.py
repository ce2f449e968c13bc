"""How many examples this room's properties try; a slow machine is no failure."""

from hypothesis import settings

modest = settings(max_examples=60, deadline=None)
