"""Conversations: the engine, the small language of flows, the flows themselves and their texts; no messenger, no network."""
