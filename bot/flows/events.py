"""Following, scanned codes, menu keys."""

from dataclasses import dataclass, replace

from bot import phrases
from bot.flows.examples import examples
from bot.flows.guide import region_name, tell
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, say

__all__ = ["Scene", "parse_scene", "scanned", "welcome"]

_PREFIX = "qrscene_"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a QR code in a hall or at a window stands for."""

    region: str = ""
    item: str = ""
    venue: str = ""


def parse_scene(key: str) -> Scene:
    """``region:CODE;item:CODE;venue:CODE`` in any order; what is not understood is left out."""
    parts = (part.partition(":") for part in key.removeprefix(_PREFIX).split(";"))
    named = {name.strip(): value.strip() for name, _, value in parts if value}
    return Scene(named.get("region", ""), named.get("item", ""), named.get("venue", ""))


def welcome(turn: Turn, key: str) -> Step:
    """Somebody began to follow: what to ask; the answer at once when the code names an item."""
    placed = _placed(turn, parse_scene(key))
    scene = parse_scene(key)
    if scene.item in turn.snapshot.catalogue.items_by_code:
        return tell(placed, Request((scene.item,), region=_region(turn, scene)))
    asked = examples(turn.snapshot) or [phrases.EXAMPLE_FALLBACK]
    lines = (phrases.WELCOME, *(f"· {each}" for each in asked), phrases.HELP_MORE)
    return say(placed, "\n".join((*lines, *_told(turn, scene))))


def scanned(turn: Turn, key: str) -> Step:
    """A follower scanned a code: its district is set, its item answered."""
    scene = parse_scene(key)
    placed = _placed(turn, scene)
    if scene.item in turn.snapshot.catalogue.items_by_code:
        return tell(placed, Request((scene.item,), region=_region(turn, scene)))
    step = welcome(turn, key)
    text = "\n".join((*_told(turn, scene), phrases.HELP, *(f"· {each}" for each in examples(turn.snapshot))))
    return replace(step, reply=replace(step.reply, text=text))


def _placed(turn: Turn, scene: Scene) -> Turn:
    region = _region(turn, scene)
    cleared = turn.session.changed(offers=(), pending=None, rest=())
    return turn.with_session(cleared.changed(region=region) if region else cleared)


def _region(turn: Turn, scene: Scene) -> str:
    if turn.snapshot.regions.get(scene.region):
        return scene.region
    venue = next((each for each in turn.snapshot.catalogue.venues if scene.venue and each.code == scene.venue), None)
    return venue.region if venue and turn.snapshot.regions.get(venue.region) else ""


def _told(turn: Turn, scene: Scene) -> list[str]:
    name = region_name(turn, _region(turn, scene))
    return [phrases.SCENE_REGION.format(region=name)] if name else []
