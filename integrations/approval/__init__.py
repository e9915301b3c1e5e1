"""Approval systems: adapters of :class:`affairs.approval.system.ApprovalSystem`, and what they share."""
