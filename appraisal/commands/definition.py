"""`medskap definition check|publish FILE`: look at a definition, and publish it for good."""

from __future__ import annotations

import argparse
from pathlib import Path

from appraisal.alignment.alignment import Alignment, align, followers_of
from appraisal.commands.given_files import read_file
from appraisal.commands.spoken import ask_for_verb
from appraisal.definition_kinds import KINDS
from workplace.definitions.actions import is_published, publish
from workplace.definitions.document import decode
from workplace.definitions.kinds import Draft
from workplace.house import House
from workplace.policy.queries import policy_in_force
from workplace.wording import N_, Sentence, Translator


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "granska och publicera formulär, policy och kriterier"
    definition = subparsers.add_parser("definition", help=text, description=text)
    definition.set_defaults(show_help=ask_for_verb(definition))
    verbs = definition.add_subparsers(metavar="check|publish")
    for verb, handler, text in (
        ("check", check, "granska en fil och visa vad den skulle betyda; ingenting sparas"),
        ("publish", publish_file, "publicera en fil; därefter kan den versionen inte ändras"),
    ):
        parser = verbs.add_parser(verb, help=text, description=text)
        parser.add_argument("file", metavar="FILE", type=Path, help="en TOML-fil")
        parser.set_defaults(handler=handler)


def check(arguments: argparse.Namespace, house: House) -> int:
    """Show what it would mean, whether its version is free, and how it follows the policy in force."""
    text = _text_of(arguments.file)
    draft = KINDS.read(text, file=str(arguments.file))
    translator = house.translator()
    with house.database.reading() as session:
        published = is_published(session, draft, file=str(arguments.file))
        policy = policy_in_force(session, house.clock.today())
    print(_named(draft))
    for sentence in draft.summary:
        print(f"  {translator.say(sentence)}")
    if policy is not None and draft.areas:
        followers = followers_of(draft.kind, draft.key, draft.version, draft.areas)
        for sentence in _about_alignment(align(policy, followers), policy.version):
            print(f"  {translator.say(sentence)}")
    print(translator.gettext(N_("redan publicerad") if published else N_("kan publiceras")))
    return 0


def publish_file(arguments: argparse.Namespace, house: House) -> int:
    """Publish the definition; the same text again changes nothing."""
    text = _text_of(arguments.file)
    with house.database.writing() as session:
        done = publish(session, text, kinds=KINDS, now=house.clock.now(), file=str(arguments.file))
    state = Translator().gettext(N_("publicerad") if done.is_new else N_("fanns redan, inget ändrat"))
    print(f"{_named(done.draft)} {done.draft.sha256[:12]}: {state}")
    return 0


def _text_of(path: Path) -> str:
    return decode(read_file(path).content, file=str(path))


def _named(draft: Draft) -> str:
    return f"{draft.kind} {draft.key}@{draft.version} {draft.title}"


def _about_alignment(alignment: Alignment, version: str) -> list[Sentence]:
    lines = []
    unknown, unfollowed = alignment.unknown_codes(), alignment.unfollowed_codes()
    if unknown:
        lines.append(
            Sentence(
                N_("områden som gällande policy (%(version)s) inte har: %(codes)s"),
                {"version": version, "codes": ", ".join(unknown)},
            )
        )
    if unfollowed:
        lines.append(
            Sentence(
                N_("områden i gällande policy (%(version)s) som ingenting här följer: %(codes)s"),
                {"version": version, "codes": ", ".join(unfollowed)},
            )
        )
    return lines
