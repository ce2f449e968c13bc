"""Conversations: the engine, the small language of flows, the flows, their texts; no messenger, no network."""
