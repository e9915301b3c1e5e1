"""QR codes as pictures within a page: no request carries what they say."""

__all__ = ["picture_of"]


def picture_of(text: str) -> str:
    """A ``data:`` address of an SVG, four pixels a module, with its quiet zone."""
    import segno  # noqa: PLC0415 - few ever need it

    return str(segno.make_qr(text, error="m").svg_data_uri(scale=4, border=4, light="#fff"))
