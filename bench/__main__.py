"""`./run bench [NAME]`: print figures of speed and size, in CPU time and ratios, beside what they should reach."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("organisation", "release", "pages", "reports")


def main(arguments: list[str]) -> int:
    """Run the benches named, or all."""
    chosen = arguments or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in chosen:
        print(f"\n## {name}", flush=True)
        import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
