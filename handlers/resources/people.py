"""What citizens need: a way to log in, and a service that knows who they are."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from affairs.people.ports import CitizenLogin, IdentityCheck
from affairs.people.profiles import Profiles
from affairs.people.sessions import Sessions
from affairs.ports import Clock, UnitOfWorkFactory
from handlers.settings import Settings
from integrations.identity import HttpIdentityCheck
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
    login: CitizenLogin


@asynccontextmanager
async def open_people(
    settings: Settings, unit_of_work: UnitOfWorkFactory, clock: Clock, tokens: TokenStore, vouching: Vouching | None
) -> AsyncIterator[People]:
    """The use cases over the mini-program and the verification service of the settings."""
    async with aiohttp.ClientSession() as session:
        login = _login(settings, session, clock, tokens)
        if vouching is not None:
            login = vouching(login)
        check = _identity_check(settings, session, clock)
        yield People(Sessions(unit_of_work, login, clock), Profiles(unit_of_work, login, check, clock), login)


def _login(settings: Settings, session: aiohttp.ClientSession, clock: Clock, tokens: TokenStore) -> CitizenLogin:
    secret = settings.miniapp_app_secret.get_secret_value()
    if not (settings.miniapp_app_id and secret):
        return NoLogin()
    base = settings.wechat_api_base
    return MiniProgramLogin(
        WeChatClient(session, settings.miniapp_app_id, secret, clock=clock, base_url=base, store=tokens)
    )


def _identity_check(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> IdentityCheck | None:
    if not settings.identity_api:
        return None
    return HttpIdentityCheck(session, settings.identity_api, settings.identity_secret.get_secret_value(), clock)
