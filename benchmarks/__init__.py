"""How fast the assistant is, and what a kill costs it, beside the frameworks that do the same."""
