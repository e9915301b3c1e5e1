"""Electronic licences (电子证照), found so that nobody has to hand them in (免提交)."""

from integrations.licences.service import HttpLicences

__all__ = ["HttpLicences"]
