"""A case as it begins: from the application and the guide in force. Pure."""

from affairs.applications.application import Application
from affairs.cases.case import Case
from affairs.directory import guide_of
from affairs.errors import NoSuchGuide, NoSuchItem
from knowledge.guide import CaseType, Guide, Item
from knowledge.snapshot import Snapshot

__all__ = ["case_of", "published"]


def case_of(application: Application, snapshot: Snapshot) -> Case:
    """The case of a submitted application, of which nothing is heard yet."""
    item, guide = published(snapshot, application.item_code, application.region, application.variant)
    begun = application.submitted_at or application.changed_at
    return Case(
        application_no=application.application_no,
        citizen_id=application.citizen_id,
        item_code=application.item_code,
        item_name=item.name if item else "",
        submitted_at=begun,
        changed_at=begun,
        principal=application.principal,
        variant=application.variant,
        region=application.region,
        department=(guide.authority if guide else "") or (item.department if item else ""),
        item_type=item.item_type if item else "",
        case_type=(guide.case_type if guide else None) or CaseType.PROMISED,
        statutory=guide.statutory if guide else None,
        promised=guide.promised if guide else None,
    )


def published(snapshot: Snapshot, item_code: str, region: str, variant: str) -> tuple[Item | None, Guide | None]:
    """What the catalogue in force says of an item; it may have left the catalogue since it was applied for."""
    try:
        return guide_of(snapshot, item_code, region=region, variant=variant)
    except NoSuchGuide:
        return snapshot.catalogue.items_by_code.get(item_code), None
    except NoSuchItem:
        return None, None
