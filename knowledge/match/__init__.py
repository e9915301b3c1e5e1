"""Citizens' words → catalogue items: a lexical hybrid, every part of the score kept."""

from knowledge.match.matcher import Matcher
from knowledge.match.result import Candidate, Decision, MatchResult

__all__ = ["Candidate", "Decision", "MatchResult", "Matcher"]
