"""Invented people: common first and last names put together by chance. Nobody in particular is meant."""

from __future__ import annotations

import numpy as np

FIRST = {
    "K": (
        "Anna Maria Eva Karin Sara Emma Lena Amina Fatima Ingrid Linnea Elin Johanna Malin Sofia Hanna Ida Julia "
        "Jenny Kristina Leila Yasmin Astrid Birgitta Camilla Helena Monica Petra Åsa Ylva Zahra Nadia Agnes Klara "
        "Moa Saga Tove Ebba Frida Gunilla"
    ).split(),
    "M": (
        "Anders Erik Lars Karl Johan Per Nils Mikael Ahmed Ali Omar Daniel Fredrik Gustav Henrik Jonas Magnus Mattias "
        "Oskar Peter Robert Stefan Thomas Ulf Viktor Adam Axel David Elias Filip Hassan Isak Jakob Kent Linus Mohamed "
        "Niklas Olof Samir Tobias"
    ).split(),
}
LAST = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson "
    "Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist Lindgren Berg Axelsson "
    "Bergström Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Forsberg Sjöberg "
    "Ali Hassan Mohamed Ahmed Wallin Engström Eklund Danielsson Lundin Håkansson Björk Bergman Gunnarsson Wikström "
    "Holm Isaksson Samuelsson Fransson Nyström Holmberg Arvidsson Löfgren Söderberg Nyberg Blomqvist Claesson Nordström"
).split()


def invented_name(rng: np.random.Generator, sex: str) -> str:
    """Return a first and a last name."""
    return f"{rng.choice(FIRST[sex])} {rng.choice(LAST)}"
