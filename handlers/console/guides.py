"""Guides at the knowledge desk: find one, edit it, see what the bot would say, publish; older versions."""

import asyncio
from dataclasses import fields
from typing import Any

from aiohttp import web

from affairs.catalogue import Rehearsal
from affairs.clock import CHINA
from affairs.directory import Listing, list_items
from affairs.errors import DomainError, GateRefused, NoSuchGuide, NoSuchItem
from affairs.rewording import CHARGED, UNITS, GuideText, text_of
from affairs.staff.permissions import Permission
from bot.rehearsing import rehearsed
from handlers.console.desk import Desk
from handlers.console.feature import Feature, page
from handlers.console.knowledge import DECISIONS
from handlers.pages.region_names import region_names
from knowledge.guide import Guide, GuideKey, Item

__all__ = ["FEATURE"]

KNOWLEDGE = Permission.KNOWLEDGE
ROWS, VERSIONS = 30, 20


@page("GET", "/knowledge/guides", KNOWLEDGE)
async def show_all(desk: Desk) -> web.StreamResponse:
    """The items, by ``?q=``, from ``?from=`` on."""
    snapshot, words = desk.services.snapshot(), desk.asked("q")
    offset = _number(desk.asked("from"))
    found = await asyncio.to_thread(list_items, snapshot.lexical, Listing(words=words), offset=offset, limit=ROWS)
    return desk.render("knowledge_guides.html", rows=found.rows, following=found.following, q=words)


@page("GET", "/knowledge/guides/{code}", KNOWLEDGE)
async def show_one(desk: Desk) -> web.StreamResponse:
    """An item's guides; the one of ``?region=&variant=`` to be edited."""
    item, key = _asked(desk, desk.asked("region"), desk.asked("variant", 200))
    guide = desk.services.snapshot().catalogue.guides_by_key.get(key)
    return _form_page(desk, item, key, text_of(guide) if guide else None)


@page("POST", "/knowledge/guides/{code}", KNOWLEDGE)
async def preview(desk: Desk) -> web.StreamResponse:
    """What the bot would say, and what the gate: nothing is changed."""
    item, key = _asked(desk, desk.form.text("region"), desk.form.text("variant"))
    text = _text(desk)
    try:
        rehearsal = await desk.services.knowledge.rehearse(desk.actor, key, text)
    except DomainError as error:
        return _form_page(desk, item, key, text, error)
    return await _preview_page(desk, item, key, text, rehearsal)


@page("POST", "/knowledge/guides/{code}/edit", KNOWLEDGE)
async def edit_on(desk: Desk) -> web.StreamResponse:
    """Back from the preview to the form, with what was typed."""
    item, key = _asked(desk, desk.form.text("region"), desk.form.text("variant"))
    return _form_page(desk, item, key, _text(desk))


@page("POST", "/knowledge/guides/{code}/publish", KNOWLEDGE)
async def publish(desk: Desk) -> web.StreamResponse:
    """Publish the guide as edited, if the gate lets it through or the editor says so all the same."""
    item, key = _asked(desk, desk.form.text("region"), desk.form.text("variant"))
    text = _text(desk)
    try:
        await desk.services.knowledge.publish(desk.actor, key, text, force=desk.form.text("force") == "1")
    except GateRefused:
        rehearsal = await desk.services.knowledge.rehearse(desk.actor, key, text)
        return await _preview_page(desk, item, key, text, rehearsal)
    except DomainError as error:
        return _form_page(desk, item, key, text, error)
    return desk.redirect("/knowledge/versions", done="published")


@page("GET", "/knowledge/versions", KNOWLEDGE)
async def versions(desk: Desk) -> web.StreamResponse:
    """Versions of the catalogue, the newest first; ``?before=``."""
    return await _versions_page(desk)


@page("POST", "/knowledge/versions/{number}/restore", KNOWLEDGE)
async def restore(desk: Desk) -> web.StreamResponse:
    """Publish an older version again."""
    try:
        await desk.services.knowledge.go_back(
            desk.actor, _number(desk.part("number")), force=desk.form.text("force") == "1"
        )
    except GateRefused as error:
        return await _versions_page(desk, error)
    return desk.redirect("/knowledge/versions", done="published")


async def _versions_page(desk: Desk, error: GateRefused | None = None) -> web.Response:
    before = _number(desk.asked("before"))
    found = await desk.services.knowledge.versions(desk.actor, VERSIONS + 1, before or None)
    values: dict[str, Any] = {
        "versions": found[:VERSIONS],
        "following": found[VERSIONS - 1].number if len(found) > VERSIONS else 0,
        "current": desk.services.snapshot().version,
        "refused": _number(desk.part("number")) if error else 0,
    }
    if error is not None:
        return desk.refuse("knowledge_versions.html", error, **values)
    return desk.render("knowledge_versions.html", error="", fault="", **values)


def _form_page(
    desk: Desk, item: Item, key: GuideKey, text: GuideText | None, error: DomainError | None = None
) -> web.Response:
    catalogue = desk.services.snapshot().catalogue
    guides = catalogue.guides_by_item.get(item.code, ())
    values: dict[str, Any] = {
        "item": item,
        "key": key,
        "text": text,
        "guides": guides,
        "by_situation": any(each.key == key and each.situations for each in guides),
        "regions": region_names(catalogue, (each.region for each in guides)),
        "units": list(UNITS),
        "charges": list(CHARGED),
    }
    if error is not None:
        return desk.refuse("knowledge_guide.html", error, **values)
    return desk.render("knowledge_guide.html", error="", fault="", **values)


async def _preview_page(desk: Desk, item: Item, key: GuideKey, text: GuideText, rehearsal: Rehearsal) -> web.Response:
    now = desk.services.clock.now().astimezone(CHINA)
    said = await asyncio.to_thread(rehearsed, rehearsal.before, rehearsal.after, key, now)
    examined = rehearsal.examined
    return desk.render(
        "knowledge_preview.html",
        item=item,
        key=key,
        fields=[(each.name, getattr(text, each.name)) for each in fields(text)],
        said=said,
        regression=examined.whole if examined else None,
        refused=examined.refused if examined else (),
        decisions=DECISIONS,
        unchanged=rehearsal.before.catalogue.guides == rehearsal.after.catalogue.guides,
    )


def _asked(desk: Desk, region: str, variant: str) -> tuple[Item, GuideKey]:
    """The item of the path and the guide named, or its first. Raises NoSuchItem, NoSuchGuide."""
    catalogue = desk.services.snapshot().catalogue
    item = catalogue.items_by_code.get(desk.part("code"))
    if item is None:
        raise NoSuchItem
    guides: tuple[Guide, ...] | list[Guide] = list(catalogue.guides_by_item.get(item.code, ()))
    key = GuideKey(item.code, variant, region)
    if any(each.key == key for each in guides):
        return item, key
    if region or variant:
        raise NoSuchGuide
    return item, guides[0].key if guides else key


def _text(desk: Desk) -> GuideText:
    return GuideText(**{each.name: desk.form.raw(each.name) for each in fields(GuideText)})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


FEATURE = Feature(
    pages=(show_all, show_one, preview, edit_on, publish, versions, restore),
)
