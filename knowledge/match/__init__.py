"""Citizens' words → catalogue items: a lexical hybrid, every part of the score kept."""

from knowledge.match.matcher import Matcher
from knowledge.match.result import Candidate, Decision, MatchResult
from knowledge.match.semantics import Semantics

__all__ = ["Candidate", "Decision", "MatchResult", "Matcher", "Semantics"]
