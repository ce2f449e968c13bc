"""Calls out: what the outbox holds leaves the process from here, and from nowhere else."""

from bot.delivery.delivery import Delivery
from bot.delivery.errands import Handlers, Service

__all__ = ["Delivery", "Handlers", "Service"]
