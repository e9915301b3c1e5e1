"""Real-name verification services (实名核验)."""

from integrations.identity.service import HttpIdentityCheck

__all__ = ["HttpIdentityCheck"]
