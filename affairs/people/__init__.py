"""Citizens: who they are to us, how they log in, what is known of them, and how it is erased.

:mod:`.citizens` the values, :mod:`.ports` what is needed from outside, :mod:`.sessions` and
:mod:`.profiles` the use cases.
"""
