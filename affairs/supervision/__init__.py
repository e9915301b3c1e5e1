"""电子监察: yellow and red cards before and after a limit runs out, refusals told to supervision, figures.

:mod:`.cards` when a card is due, :mod:`.thresholds` by which ratios, :mod:`.sweep` dealing them.
"""
