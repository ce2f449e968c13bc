"""Telegram: settings, updates in, calls out."""
