"""Guides in words: each facet of a guide as short plain Simplified Chinese."""

from bot.answers.compose import Answer, answer, overview
from bot.answers.fields import depends_on
from bot.answers.section import Section, View
from bot.answers.worded import worded

__all__ = ["Answer", "Section", "View", "answer", "depends_on", "overview", "worded"]
