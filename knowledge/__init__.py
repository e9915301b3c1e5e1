"""What the service centre publishes, and how citizens' words are matched to it.

Pure: no network, no database, no clock of its own; files are read only when they
are handed in.
"""
