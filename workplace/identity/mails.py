"""The mail that carries a sign-in link: the link is minted when the mail is sent, no row holds it."""

from __future__ import annotations

from workplace.wording import N_, Sentence, Translator

SIGN_IN_LINK = "sign_in_link"


def sign_in_mail(link: str, translator: Translator) -> tuple[str, str]:
    """Return subject and body of the mail with the link."""
    subject = translator.say(Sentence(N_("Din länk till medskap")))
    body = translator.say(
        Sentence(
            N_(
                "Hej!\n\nÖppna länken och tryck på knappen för att logga in. "
                "Länken gäller i 30 minuter och bara en gång.\n\n%(link)s\n\n"
                "Har du inte bett om den kan du strunta i mejlet.\n"
            ),
            {"link": link},
        )
    )
    return subject, body
