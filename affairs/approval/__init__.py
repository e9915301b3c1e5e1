"""The contract with approval systems (审批系统): what we hand over, what comes back, and what may go wrong."""
