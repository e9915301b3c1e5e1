"""申报: what an applicant fills in and submits, from the first answer to the outbox.

:mod:`.application` the values, :mod:`.ports` the store, :mod:`.drafts` filling in,
:mod:`.attachments` the files, :mod:`.submission` precheck, submission and what follows.
"""
