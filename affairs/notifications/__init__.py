"""Notices to citizens: an inbox of their own, and the ways on which WeChat lets us reach them.

:mod:`.notice` the values, :mod:`.ports` the store and the ways, :mod:`.inbox` reading, :mod:`.sending` the sending.
"""
