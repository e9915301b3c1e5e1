"""Carrying out what the outbox holds."""

from integrations.delivery.dispatcher import Dispatcher, Handler

__all__ = ["Dispatcher", "Handler"]
