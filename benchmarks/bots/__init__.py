"""The same interview in the assistant and in the frameworks, each in its own usual way."""
