"""Staff: who works at the centre, what each may do, who stands in for whom, and who did what.

``permissions`` is the one table of what a role may do; use cases ask it through
:class:`~affairs.staff.permissions.Actor`, and pages declare what they need from it.
"""
