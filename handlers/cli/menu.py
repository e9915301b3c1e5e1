"""``banshitong menu``: the official account's menu."""

import click

from handlers.cli.running import Refused, print_json, run, settings_or_refuse
from handlers.resources import open_wechat
from handlers.settings import Settings
from integrations.wechat.faults import WeChatFault
from integrations.wechat.menu import default_menu, menu_body

__all__ = ["menu_group"]


@click.group("menu")
def menu_group() -> None:
    """The official account's menu.

    Example: banshitong menu show
    """


@menu_group.command("show")
@click.option("--published", is_flag=True, help="The one WeChat shows now, instead of the one to be published.")
def show_command(published: bool) -> None:
    """Show the menu that ``publish`` would publish, or the one that is published.

    Example: banshitong menu show
    """
    settings = settings_or_refuse()
    print_json(run(_published(settings)) if published else menu_body(default_menu(settings.base_url)))


@menu_group.command("publish")
def publish_command() -> None:
    """Publish the menu; phones show it within about five minutes.

    Example: banshitong menu publish
    """
    run(_publish(settings_or_refuse()))
    click.echo("published; phones show it within about five minutes")


async def _publish(settings: Settings) -> None:
    await _with_client(settings, publish=True)


async def _published(settings: Settings) -> dict[str, object]:
    return await _with_client(settings, publish=False)


async def _with_client(settings: Settings, *, publish: bool) -> dict[str, object]:
    async with open_wechat(settings) as client:
        if client is None:
            raise Refused("BANSHITONG_WECHAT_APP_ID and BANSHITONG_WECHAT_APP_SECRET are needed, see docs/settings.md")
        try:
            if publish:
                await client.publish_menu(menu_body(default_menu(settings.base_url)))
            return await client.menu() or {}
        except WeChatFault as fault:
            raise Refused(f"WeChat refused: {type(fault).__name__} {fault.code}") from None
