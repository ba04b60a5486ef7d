"""The base of all forms: only declared fields are read, texts are message ids."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from workplace.errors import Problem


class PostedForm(Form):
    """A form of ours. Labels, hints and error messages are Swedish message ids; the macros translate them."""

    @classmethod
    def of_request(cls, **values: Any) -> PostedForm:
        """Return the form filled from what was posted, or from `values` on a GET."""
        if request.method == "POST":
            return cls(CombinedMultiDict([request.files, request.form]), **values)
        return cls(**values)

    def is_posted_right(self) -> bool:
        """Return whether the form was posted and every field holds."""
        return request.method == "POST" and self.validate()

    def show_problems(self, problems: tuple[Problem, ...], default_field: str) -> None:
        """Place an action's problems at the fields they belong to."""
        for problem in problems:
            name = problem.column if problem.column in self._fields else default_field
            self._fields[name].errors = [*self._fields[name].errors, problem.sentence]
