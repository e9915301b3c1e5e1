"""诉求: what no window solved at once, complaints and suggestions; up and down the four tiers until somebody answers.

:mod:`.matter` the values, :mod:`.limits` the clocks, :mod:`.asking` the citizen's side, :mod:`.desk` the staff's,
:mod:`.export` GB/T 39046 table 10.
"""
