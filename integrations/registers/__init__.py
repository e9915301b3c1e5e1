"""Public registers, asked over signed HTTPS: who somebody is (实名核验), whose a company is (企业登记).

Registers of other shapes are put behind a small relay, or behind another implementation of the port.
"""

from integrations.registers.client import RegisterClient
from integrations.registers.companies import HttpCompanyRegister
from integrations.registers.identity import HttpIdentityCheck

__all__ = ["HttpCompanyRegister", "HttpIdentityCheck", "RegisterClient"]
