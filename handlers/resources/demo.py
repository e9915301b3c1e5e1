"""``serve --demo``: the sample catalogue, the stand-in WeChat platform and approval system around the product."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import click

from affairs.appointments.notation import sample_supply_path
from affairs.people.ports import CitizenLogin
from handlers.resources import open_wechat
from handlers.resources.demo_approval import DEMO_SYSTEM, demo_approval
from handlers.resources.demo_articles import ensure_demo_articles
from handlers.resources.demo_staff import demo_lines, demo_password, ensure_demo_staff
from handlers.resources.stand_ins import started
from handlers.services import Services
from handlers.settings import Settings, WeChatMode
from handlers.simulator import Place, Simulator
from integrations.sandbox.approval.clerk import Clerk
from integrations.sandbox.login import SandboxLogin
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.wechat.menu import default_menu, menu_body
from knowledge.importers import sample_path

__all__ = ["Demo", "open_demo"]

MINIAPP = SandboxConfig().miniapp_app_id
"""The same in every demonstration: two servers of one database then know the same citizens."""
REGISTERS = (("identity", "identity"), ("company", "companies"), ("licence", "licences"))
SETTING_NAMES = {"miniapp_secret": "miniapp_app_secret", "register_secret": "register_secret"}
ACCOUNT = "云江政务服务(模拟)"


@dataclass(slots=True)
class Demo:
    """The stage of a demonstration: changed settings, and the platform's address."""

    settings: Settings
    session: aiohttp.ClientSession
    platform: str
    catalogue: Path
    approval: str
    supply: Path

    def simulator(self, services: Services) -> Simulator:
        """The phone-like page; one can send the regions of the catalogue as one's location."""
        regions = services.snapshot().catalogue.regions
        places = [
            Place(region.name, region.latitude, region.longitude)
            for region in regions
            if region.latitude is not None and region.longitude is not None
        ]
        return Simulator(self.session, self.platform, ACCOUNT, places[:12])

    @property
    def practice(self) -> Clerk:
        """Whoever plays the clerk of the approval system on the staff desk."""
        return Clerk(self.session, self.approval)

    def login(self, real: CitizenLogin) -> CitizenLogin:
        """The log-in of a demonstration: the platform vouches for its citizens."""
        return SandboxLogin(real, self.session, self.platform)

    async def hire(self, services: Services) -> None:
        """Have a log-in of the console for each role, and something to read."""
        await ensure_demo_staff(services.staff, demo_password(self.settings))
        await ensure_demo_articles(services.articles)

    async def ready(self, url: str) -> None:
        """Tell the platform where the product listens, publish the menu, and tell the newcomer where to look."""
        async with self.session.post(f"{self.platform}/_config", json={"callback": f"{url}/wechat"}) as answer:
            answer.raise_for_status()
        async with self.session.post(f"{self.platform}/_verify") as answer:
            verified = (await answer.json()).get("ok")
        if not verified:
            raise RuntimeError("the stand-in platform could not verify the callback address")
        callback = {"callback": f"{url}/callbacks/approval/{DEMO_SYSTEM}"}
        async with self.session.post(f"{self.approval}/_config", json=callback) as answer:
            answer.raise_for_status()
        async with open_wechat(self.settings) as client:
            if client is not None:
                await client.publish_menu(menu_body(default_menu(url)))
        staff = demo_lines(demo_password(self.settings))
        click.echo(WELCOME.format(url=url, platform=self.platform, approval=self.approval, staff=staff))


WELCOME = """
办事通 is running (demonstration: sample data, stand-in WeChat platform and approval system).

  Chat as a citizen   {url}/
  Service directory   {url}/guides
  Staff desk          {url}/console/
{staff}
  API                 {url}/api/v1/openapi.json   {url}/api/docs
  Health              {url}/readyz   {url}/metrics
  Stand-in platform   {platform}
  Stand-in approval   {approval}/   (the clerk's page is also at {url}/console/practice)

Try: 身份证丢了怎么办 · 开个小饭馆要办啥证 · 结婚登记要带什么、在哪办
Stop with Ctrl-C.
"""


@asynccontextmanager
async def open_demo(settings: Settings) -> AsyncIterator[Demo]:
    """Start the stand-ins, each in a process of its own; stop them at the end."""
    account = {
        "token": secrets.token_hex(16),
        "aes_key": secrets.token_hex(32)[:43],
        "app_id": "wx" + secrets.token_hex(8),
        "app_secret": secrets.token_hex(16),
        "miniapp_secret": secrets.token_hex(16),
        "register_secret": secrets.token_hex(16),
    }
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(started("wechat", account))
        approval = await stack.enter_async_context(demo_approval())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        changed = _settings(settings, account, platform).model_copy(update={"approval_systems": approval.systems})
        yield Demo(changed, session, platform, sample_path(), approval.url, sample_supply_path())


def _settings(settings: Settings, account: dict[str, str], platform: str) -> Settings:
    """The settings with the demonstration's account in place of a real one."""
    names = SETTING_NAMES | {name: f"wechat_{name}" for name in account if name not in SETTING_NAMES}
    values = settings.model_dump() | {names[name]: value for name, value in account.items()}
    values |= {"miniapp_app_id": MINIAPP, **{f"{name}_api": f"{platform}/registers/{path}" for name, path in REGISTERS}}
    values |= {"wechat_mode": WeChatMode.SAFE, "wechat_api_base": platform, "region": settings.region or "云江区"}
    return Settings.model_validate(values)
