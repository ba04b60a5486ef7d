"""`./run bench [NAME [COUNT]]…`: print figures of speed and size, in CPU time and ratios, beside their reach.

COUNT makes a bench that counts something smaller: submissions, rounds of faults, people who are mailed.
"""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("organisation", "release", "pages", "answering", "submissions", "reports", "mailing", "faults", "urn")
COUNTED = ("submissions", "mailing", "faults")


def main(arguments: list[str]) -> int:
    """Run the benches named, or all."""
    chosen = _chosen(arguments) if arguments else [(name, None) for name in NAMES]
    if chosen is None:
        print(f"there is {', '.join(NAMES)}; a number may follow {', '.join(COUNTED)}", file=sys.stderr)
        return 2
    for name, count in chosen:
        print(f"\n## {name}", flush=True)
        run = import_module(f"bench.{name}").run
        run() if count is None else run(count)
    return 0


def _chosen(arguments: list[str]) -> list[tuple[str, int | None]] | None:
    """Return the benches named with their counts, None where the words name none."""
    chosen: list[tuple[str, int | None]] = []
    for word in arguments:
        if word in NAMES:
            chosen.append((word, None))
        elif chosen and word.isascii() and word.isdigit() and int(word) and chosen[-1][0] in COUNTED:
            chosen[-1] = (chosen[-1][0], int(word))
        else:
            return None
    return chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
