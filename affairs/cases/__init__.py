"""办件: a submitted application as the approval system knows it, its story, its limits, and who may read them.

:mod:`.case` the values, :mod:`.story` from events to a state, :mod:`.timing` both limits,
:mod:`.recording` what comes in, :mod:`.progress` what the applicant is told, :mod:`.viewing` who is told.
"""
