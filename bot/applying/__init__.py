"""An application by conversation (申报): one question at a time, over the same use cases as the API.

The flows stay pure: a step that needs the application desk says so by a :class:`bot.wishes.Wish`, and
:class:`.desk.ChatDesk` fulfils it. :mod:`.place` is all that the session remembers, :mod:`.path` what
comes next, :mod:`.values` and :mod:`.commands` what was said, :mod:`.showing` what is asked and shown.
"""
