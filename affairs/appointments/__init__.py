"""Appointments (预约): places at windows, and who has them.

:mod:`.supply` what there is, :mod:`.notation` how it is written down, :mod:`.timetable` the slots computed from it,
:mod:`.appointment` the values of a booking; :mod:`.free`, :mod:`.booking`, :mod:`.changing`, :mod:`.returning`,
:mod:`.waiting`, :mod:`.supplying` and :mod:`.missing` the use cases.

The database is the arbiter: one conditional statement takes a place, and one that touches no row says that the
slot is full. Locks are taken in one order: supply, appointment, persons, counters; each kind in the order of keys.
"""
