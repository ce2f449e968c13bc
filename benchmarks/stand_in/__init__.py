"""A stand-in for the Bot API, with the people who talk to the bot, as light as can be: it must not be what is slow."""
