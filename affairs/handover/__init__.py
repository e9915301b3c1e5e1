"""转人工: a conversation given to an advisor, with the whole story, and up until somebody solves it.

:mod:`.handover` the values, :mod:`.brief` what goes along, :mod:`.routing` to whom, :mod:`.office` when,
:mod:`.asking` the citizen's side, :mod:`.desk` the advisor's, :mod:`.telling` delivery, :mod:`.sweep` clocks.
"""
