"""What a message wants: its intent, and all it says about item, variant, district and facets."""

from bot.understand.model import Intent, Understanding
from bot.understand.picks import narrowed
from bot.understand.reading import understand

__all__ = ["Intent", "Understanding", "narrowed", "understand"]
