"""What citizens need: a way to log in, and a service that knows who they are."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from affairs.applications.licences import Licences
from affairs.people.companies import Companies
from affairs.people.ports import CitizenLogin
from affairs.people.profiles import Profiles
from affairs.people.relatives import Relatives
from affairs.people.sessions import Sessions
from affairs.people.visitors import Visitors
from affairs.ports import Clock, UnitOfWorkFactory
from handlers.settings import Settings
from integrations.licences import HttpLicences
from integrations.person_keys import PersonKeys
from integrations.registers import HttpCompanyRegister, HttpIdentityCheck, RegisterClient
from integrations.wechat.client import WeChatClient
from integrations.wechat.miniapp import MiniProgramLogin, NoLogin
from integrations.wechat.tokens import TokenStore

__all__ = ["People", "Vouching", "open_people"]

Vouching = Callable[[CitizenLogin], CitizenLogin]
"""Puts a platform's word for its citizens around a log-in."""


@dataclass(frozen=True, slots=True)
class People:
    """The use cases on citizens."""

    sessions: Sessions
    profiles: Profiles
    relatives: Relatives
    companies: Companies
    visitors: Visitors
    licences: Licences | None
    login: CitizenLogin
    miniapp: WeChatClient | None


@asynccontextmanager
async def open_people(
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    tokens: TokenStore,
    vouching: Vouching | None,
    keys: PersonKeys,
) -> AsyncIterator[People]:
    """The use cases over the mini-program and the verification service of the settings."""
    async with aiohttp.ClientSession() as session:
        miniapp = _miniapp(settings, session, clock, tokens)
        login: CitizenLogin = MiniProgramLogin(miniapp) if miniapp else NoLogin()
        if vouching is not None:
            login = vouching(login)
        identity, companies, licences = _registers(settings, session, clock)
        register = HttpCompanyRegister(companies) if companies else None
        yield People(
            sessions=Sessions(unit_of_work, login, clock),
            profiles=Profiles(unit_of_work, login, HttpIdentityCheck(identity) if identity else None, clock),
            relatives=Relatives(unit_of_work, clock),
            companies=Companies(unit_of_work, register, clock, keys.message),
            visitors=Visitors(unit_of_work, clock),
            licences=HttpLicences(licences) if licences else None,
            login=login,
            miniapp=miniapp,
        )


def _miniapp(
    settings: Settings, session: aiohttp.ClientSession, clock: Clock, tokens: TokenStore
) -> WeChatClient | None:
    """The client of the mini-program; None without its credentials."""
    secret = settings.miniapp_app_secret.get_secret_value()
    if not (settings.miniapp_app_id and secret):
        return None
    base = settings.wechat_api_base
    return WeChatClient(session, settings.miniapp_app_id, secret, clock=clock, base_url=base, store=tokens)


def _registers(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> Sequence[RegisterClient | None]:
    """The registers of people, companies and licences; None for one that is not configured."""
    secret = settings.register_secret.get_secret_value()
    urls = (settings.identity_api, settings.company_api, settings.licence_api)
    return [RegisterClient(session, url, secret, clock) if url else None for url in urls]
