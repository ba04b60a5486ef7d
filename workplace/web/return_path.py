"""Where a form may send a person afterwards: only to own paths."""

from __future__ import annotations


def own_path(path: str) -> str:
    """Return the path when it is one of ours, else the start page.

    Refuses other hosts, also written as `//host`, with backslashes or with control characters.
    """
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() and " " not in path else "/"
