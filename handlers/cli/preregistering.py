"""``banshitong preregister``: an application begun at a counter, or on the phone, for a citizen to go on with."""

import click

from affairs.applications.preregistration import Opened
from affairs.errors import NoSuchStaff
from handlers.cli.running import print_json, run, settings_or_refuse
from handlers.resources import open_services
from handlers.settings import Settings

__all__ = ["preregister_command"]


@click.command("preregister")
@click.argument("item")
@click.option("--region", default="", help="The district, by name or code.")
@click.option("--variant", default="", help="The sub-item (业务办理项).")
@click.option("--brought", multiple=True, metavar="MATERIAL", help="A material that was handed in; may be repeated.")
@click.option("--note", default="", help="What the citizen should know, at most 500 characters.")
@click.option("--staff", required=True, help="Who registers it: the log-in name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def preregister_command(
    item: str, region: str, variant: str, brought: tuple[str, ...], note: str, staff: str, *, as_json: bool
) -> None:
    """Register that a citizen wants ITEM (实施编码), and what they have brought; print number and code.

    The code is shown this once. Whoever types it in the chat, scans it, or brings it to the API first, goes on
    with the application.

    Example: banshitong preregister 115301990100-4-31-1108 --brought permit --staff wang
    """
    settings = settings_or_refuse()
    opened = run(_opened(settings, item, region, variant, brought, note, staff))
    found = opened.registration
    if as_json:
        print_json(
            {
                "number": found.number,
                "code": opened.shown,
                "scene": opened.scene,
                "expires_at": found.expires_at.isoformat(),
                "brought": list(found.brought),
            }
        )
        return
    click.echo(f"预登记号 {found.number}")
    click.echo(f"预登记码 {opened.shown}（{found.expires_at:%Y-%m-%d} 前有效，只显示这一次）")
    click.echo(f"二维码场景值 {opened.scene}")


async def _opened(
    settings: Settings, item: str, region: str, variant: str, brought: tuple[str, ...], note: str, staff: str
) -> Opened:
    async with open_services(settings) as services:
        registrar = await services.staff.accounts.by_login(staff)
        if not registrar.active:
            raise NoSuchStaff
        return await services.preregistrations.open(
            registrar.id, item, region=region, variant=variant, brought=brought, note=note
        )
