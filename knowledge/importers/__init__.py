"""Excel, CSV and YAML to the catalogue and back; every fault of a source told at once.

The layouts are told by the header (docs/catalogue-format.md has the YAML folder):
*material-rows*, *provincial*, *plain*, *regions*, *venues*. One module each.
"""

from importlib.resources import files
from pathlib import Path

from knowledge.importers.codes import derived_code
from knowledge.importers.faults import ExportRefused, Fault, ImportRefused, Severity
from knowledge.importers.reading import Imported, Progress, read
from knowledge.importers.writing import write

__all__ = [
    "ExportRefused",
    "Fault",
    "ImportRefused",
    "Imported",
    "Progress",
    "Severity",
    "derived_code",
    "read",
    "sample_path",
    "write",
]


def sample_path() -> Path:
    """The folder of the sample catalogue that is shipped with the product."""
    return Path(str(files("knowledge") / "guides"))
