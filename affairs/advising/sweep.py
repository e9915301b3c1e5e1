"""Telling subscribers what is new: a policy, a changed guide, a licence that expires. Each thing once.

Every notice goes through the inbox, whose keys let nothing be told twice; what leaves it is
bound by the consents people gave. The marks only spare the work of looking again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from affairs.advising.interest import InterestKind
from affairs.applications.licences import Licences
from affairs.catalogue import Catalogues
from affairs.clock import CHINA
from affairs.errors import ServiceUnavailable
from affairs.news.article import Article, ArticleKind, Wanted
from affairs.notifications.inbox import tell
from affairs.people.acting import Acting
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.precheck.supplied import FoundLicence
from knowledge.catalogue import Catalogue
from knowledge.snapshot import Snapshot

__all__ = ["DAYS_BEFORE", "Advising", "changed_items"]

DAYS_BEFORE = (90, 30, 7)
"""How long before its end a licence is spoken of."""
PER_DAY = 3
"""Notices of policies and guides that are sent to somebody on one day; what is more is in their inbox alone."""
BATCH = 200
RECENT = 50
"""Policies looked at in a sweep, the latest."""


@dataclass(frozen=True, slots=True)
class _Matter:
    """One thing to tell to the followers of topics and items."""

    key: str
    title: str
    text: str
    topics: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def changed_items(before: Catalogue, after: Catalogue) -> Mapping[str, str]:
    """Items in both versions one of whose guides changed: name by code."""
    known = before.items_by_code
    return {
        item.code: item.name
        for item in after.items
        if item.code in known
        and tuple(before.guides_by_item.get(item.code, ())) != tuple(after.guides_by_item.get(item.code, ()))
    }


class Advising:
    """The use cases of the worker. ``licences`` is None where there is no library to ask."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        catalogues: Catalogues,
        snapshot: Callable[[], Snapshot],
        licences: Licences | None,
    ) -> None:
        self._unit_of_work, self._clock, self._catalogues = unit_of_work, clock, catalogues
        self._snapshot, self._licences = snapshot, licences

    async def policies(self) -> int:
        """Tell of policies that everybody sees since today or before and was not told of; how many notices."""
        async with self._unit_of_work(read_only=True) as uow:
            listed = await uow.articles.listed(
                Wanted((ArticleKind.POLICY,), seen_on=self._today()), offset=0, limit=RECENT
            )
            fresh = [each for each in listed if await uow.interests.told(f"policy {each.id}") is None]
        return sum([await self._tell_all(_policy(each)) for each in reversed(fresh)])

    async def guides(self) -> int:
        """Tell of guides that changed since the version told of last; how many notices."""
        version = await self._catalogues.in_force()
        if version is None:
            return 0
        async with self._unit_of_work() as uow:
            last = await uow.interests.told("catalogue")
            if last is None:  # nobody is told of what was there before there was anybody to tell
                await uow.interests.mark("catalogue", str(version.number), now=self._clock.now())
                await uow.commit()
        if last is None or last == str(version.number):
            return 0
        before, after = await self._catalogues.load(int(last)), await self._catalogues.load(version.number)
        count = 0
        for code, name in changed_items(before, after).items():
            text = f"您关注的“{name}”办事指南有更新，办理前请查看新的要求。"
            key = f"guide {code} {version.number}"
            count += await self._tell_all(_Matter(key, "办事指南有更新", text, items=(code,)))
        await self._mark("catalogue", str(version.number))
        return count

    async def licences(self) -> int:
        """Tell of licences that end within 90, 30 and 7 days, once for each; how many notices."""
        types = self._licence_types()
        if self._licences is None or not types:
            return 0
        count, after = 0, ""
        while citizens := await self._followers(InterestKind.LICENCES, [""], after):
            for citizen_id in citizens:
                count += await self._licences_of(citizen_id, types)
            after = citizens[-1]
        after = ""
        while companies := await self._companies(after):
            for company_id in companies:
                count += await self._licences_of_company(company_id, types)
            after = companies[-1]
        return count

    async def _licences_of(self, citizen_id: str, types: Sequence[str]) -> int:
        async with self._unit_of_work(read_only=True) as uow:
            held = {each.kind for each in await uow.interests.of_citizen(citizen_id)}
            citizen = await uow.citizens.get(citizen_id) if InterestKind.LICENCES in held else None
        if citizen is None or citizen.verified_at is None:
            return 0  # the library is asked for whom we know to be themselves, and for nobody else
        return await self._ending(types, Acting(citizen), [citizen_id], "您的")

    async def _licences_of_company(self, company_id: str, types: Sequence[str]) -> int:
        async with self._unit_of_work(read_only=True) as uow:
            company = await uow.principals.company(company_id)
            told = await uow.interests.company_followers(company_id, InterestKind.LICENCES, self._clock.now())
            known = [await uow.citizens.get(each) for each in told]
        asking = next((each for each in known if each is not None and each.verified_at is not None), None)
        if company is None or asking is None:
            return 0
        return await self._ending(types, Acting(asking, company=company), told, f"{company.name}的")

    async def _ending(self, types: Sequence[str], acting: Acting, told: Sequence[str], whose: str) -> int:
        """Tell of those that end soon; how many notices."""
        if self._licences is None:
            return 0
        try:
            found = await self._licences.find(types, acting)
        except ServiceUnavailable:
            return 0
        due = [(each, days) for each in found.values() if (days := _due(each, self._today())) is not None]
        company = f" {acting.company.id}" if acting.company else ""
        async with self._unit_of_work() as uow:
            count = 0
            for licence, days in due:
                key = f"licence{company} {licence.type} {licence.valid_until} {days}"
                text = f"{whose}电子证照将于 {licence.valid_until} 到期，请及时办理延续或换领。"
                for citizen_id in told:
                    count += await tell(uow, citizen_id, key, "证照即将到期", text, now=self._clock.now())
            await uow.commit()
            return count

    async def _tell_all(self, matter: _Matter) -> int:
        """Tell every follower, a transaction for each batch, then mark it."""
        count = 0
        for kind, refs in ((InterestKind.TOPIC, matter.topics), (InterestKind.ITEM, matter.items)):
            after = ""
            while refs and (citizens := await self._followers(kind, refs, after)):
                async with self._unit_of_work() as uow:
                    sent = await uow.interests.advised(citizens, self._midnight())
                    for citizen_id in citizens:
                        count += await self._told(uow, citizen_id, matter, quiet=sent.get(citizen_id, 0) >= PER_DAY)
                    await uow.commit()
                after = citizens[-1]
        await self._mark(matter.key, "told")
        return count

    async def _told(self, uow: UnitOfWork, citizen_id: str, matter: _Matter, *, quiet: bool) -> bool:
        now = self._clock.now()
        return await tell(uow, citizen_id, matter.key, matter.title, matter.text, now=now, quiet=quiet)

    async def _followers(self, kind: InterestKind, refs: Sequence[str], after: str) -> Sequence[str]:
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.interests.followers(kind, refs, after=after, limit=BATCH, now=self._clock.now())

    async def _companies(self, after: str) -> Sequence[str]:
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.interests.companies(InterestKind.LICENCES, after=after, limit=BATCH)

    async def _mark(self, key: str, value: str) -> None:
        async with self._unit_of_work() as uow:
            await uow.interests.mark(key, value, now=self._clock.now())
            await uow.commit()

    def _licence_types(self) -> list[str]:
        forms = self._snapshot().catalogue.forms
        return sorted({slot.licence for form in forms for slot in form.materials if slot.licence})

    def _midnight(self) -> datetime:
        return datetime.combine(self._today(), time(), CHINA)

    def _today(self) -> date:
        return self._clock.now().astimezone(CHINA).date()


def _policy(article: Article) -> _Matter:
    text = f"《{article.title}》已发布。" + (article.summary or "请打开查看。")
    return _Matter(f"policy {article.id}", "有新政策", text, article.topics, article.items)


def _due(licence: FoundLicence, today: date) -> int | None:
    """The nearest step that is reached, None while the end is far, unknown or past."""
    left = (licence.valid_until - today).days if licence.valid_until else -1
    return min((days for days in DAYS_BEFORE if left <= days), default=None) if left >= 0 else None
