"""The HTTP server beside the assistant: the webhook, and what tells from outside how it fares."""
