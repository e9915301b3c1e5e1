"""``POST /callbacks/approval/{system}``: what approval systems push, signed (:mod:`integrations.approval.signing`)."""

from handlers.callbacks.approval import callbacks_app

__all__ = ["callbacks_app"]
