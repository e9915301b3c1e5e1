"""Booking by conversation (预约): the wish is seen here, and fulfilled over the use cases of appointments.

:mod:`.signs` sees it, :mod:`.place` is where a conversation stands, :mod:`.finding` looks for times,
:mod:`.flow` the steps, :mod:`.mine` one's own appointments, :mod:`.words` and :mod:`.phrases` what is said.
"""
