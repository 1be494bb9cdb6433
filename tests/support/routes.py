"""Routes that are compiled once for all applications of a test run."""

from types import MethodType
from typing import cast

from flask import Flask
from werkzeug.routing import Rule

_compiled: dict[str, Rule] = {}


class RememberedRule(Rule):
    """A rule that takes over what an equal one of another application was compiled to."""

    def compile(self) -> None:
        """Compile what is new."""
        says = self.rule, self.defaults, self.subdomain, self.host, self.merge_slashes
        known = _compiled.setdefault(repr(says), self)
        if known is self:
            super().compile()
            return
        self._parts, self._trace = known._parts, known._trace
        self._converters, self.arguments = known._converters, set(known.arguments)
        for name in ("_build", "_build_unknown"):
            builder = cast("MethodType", getattr(known, name)).__func__
            setattr(self, name, MethodType(builder, self))


def remember_routes() -> None:
    """Let every application of this process have such routes."""
    Flask.url_rule_class = RememberedRule
