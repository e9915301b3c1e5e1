"""Approval systems: adapters of :class:`affairs.approval.system.ApprovalSystem`, one module each, and what they share."""
