"""预审: what can be found wrong with an application before it is submitted.

``examine`` reads the answers once; ``check_fields``, ``materials_needed`` and ``check_slots``
draw from that reading. Pure, total, and in a fixed order.
"""

from affairs.precheck.dependence import Dependence
from affairs.precheck.examination import Context, Examination, Situations, examine
from affairs.precheck.fields import check_fields
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.materials import Need, Needed, materials_needed
from affairs.precheck.slots import check_slots
from affairs.precheck.supplied import FoundLicence, Supplied

__all__ = [
    "Context",
    "Dependence",
    "Examination",
    "Finding",
    "FoundLicence",
    "Need",
    "Needed",
    "Severity",
    "Situations",
    "Supplied",
    "check_fields",
    "check_slots",
    "examine",
    "materials_needed",
]
