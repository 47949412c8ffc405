"""What is said in one language is said in every other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from service.document.library import read_library
from service.document.model import Entry

LIBRARY = read_library(Path(__file__).parents[2] / "content")

each_translation = pytest.mark.parametrize(
    "entry",
    [entry for entry in LIBRARY.get_entries() if entry.language != "en"],
    ids=lambda entry: f"{entry.language}-{entry.slug}",
)


def test_the_shelves_hold_the_same_entries_and_pages() -> None:
    shelves = LIBRARY.shelves.values()
    assert set(LIBRARY.shelves) >= {"en", "es"}
    assert len({frozenset(entry.code for entry in shelf.entries) for shelf in shelves}) == 1
    assert len({frozenset(page.slug for page in shelf.pages) for shelf in shelves}) == 1


def get_original(entry: Entry) -> Entry:
    return next(each for each in LIBRARY.get_shelf("en").entries if each.code == entry.code)


@each_translation
def test_a_translation_has_the_sources_the_links_and_about_the_length_of_its_original(entry: Entry) -> None:
    original = get_original(entry)
    assert [(each.year, each.title, each.link) for each in entry.sources] == [
        (each.year, each.title, each.link) for each in original.sources
    ]
    assert get_codes(entry, entry.related) == get_codes(original, original.related)
    assert get_codes(entry, get_linked(entry)) >= get_codes(original, get_linked(original))
    lengths = [sum(1 for _ in each.get_sentences()) for each in (entry, original)]
    assert 0.9 <= lengths[0] / lengths[1] <= 1.2
    assert entry.slug != original.slug


def get_linked(entry: Entry) -> set[str]:
    """Slugs of the entries that its text links to."""
    return {run.entry for sentence in entry.get_sentences() for run in sentence.runs if run.entry}


def get_codes(entry: Entry, slugs: Iterable[str]) -> set[str]:
    return {LIBRARY.get_shelf(entry.language).get_entry(slug).code for slug in slugs}


@each_translation
def test_a_translation_gives_the_years_and_numbers_of_its_original(entry: Entry) -> None:
    assert get_figures(entry) == get_figures(get_original(entry))


def get_figures(entry: Entry) -> list[str]:
    """Every number in digits, in order of size."""
    return sorted(re.findall(r"\d+", " ".join(sentence.text for sentence in entry.get_sentences())))


FACTS: dict[str, tuple[str, str]] = {
    "it ties the one who is abused to the one who abuses": (
        "attachment between a person who is abused and the person who abuses them",
        "apego entre una persona maltratada y quien la maltrata",
    ),
    "the cycle makes it": ("cycle of abuse itself makes the bond", "propio ciclo de la violencia crea el vínculo"),
    "harm takes turns with relief": ("harm takes turns with affection or relief", "el daño se turna con el cariño"),
    "the name of the pattern": ("called intermittent reinforcement", "se llama refuerzo intermitente"),
    "stronger than bonds formed in safety": (
        "stronger than bonds formed in safety",
        "más fuerte que los que nacen en un trato seguro",
    ),
    "the reward system is what researchers think of": ("Researchers think", "Quienes lo investigan creen"),
    "it is predictable": ("predictable response", "respuesta previsible"),
    "it is neurobiological": ("It is neurobiological", "Es neurobiológica"),
    "it is not weakness": ("It is not weakness.", "No es debilidad."),
    "it is not confusion": ("It is not confusion.", "No es confusión."),
    "it is not love gone wrong": ("It is not love gone wrong.", "No es un amor que salió mal."),
    "Carnes and his book": ("Patrick Carnes.* The Betrayal Bond, in 1997", "Patrick Carnes.* 1997.* The Betrayal Bond"),
    "hostages and coercive control": ("how hostages behave and into coercive", "rehenes y sobre el control coercitivo"),
    "Dutton and Painter": ("In 1981, Donald Dutton and Susan Painter", "En 1981, Donald Dutton y Susan Painter"),
    "the test with 75 women": ("In 1993.* 75 women who had left", "En 1993.* 75 mujeres que habían dejado"),
    "why people stay or go back": ("why people stay, or go back", "hay personas que se quedan o que vuelven"),
    "grief as after a healthy love": ("as much as after a healthy", "tan grande como tras una relación sana, o más"),
    "in childhood and between adults": ("in childhood.* between adults", "en la infancia.* entre personas adultas"),
    "power": ("when one person has most of the power", "cuando una persona tiene casi todo el poder"),
    "pain and comfort from one person": ("both pain and comfort", "trae el dolor y el consuelo"),
    "the brain predicts, manages and fixes": ("predict.* manage.* fixes", "adivinar.* tratarla.* se fija"),
    "it grows because it is threatened": ("grows because it is threatened", "Crece porque está en riesgo"),
    "two systems fuse": ("fuse into one", "se funden en uno"),
    "survival responses": ("pleasing or freezing", "complacer o quedarse sin moverse"),
    "where the evidence comes from": ("animals, gambling and lost love", "animales.* juego de azar.* amores perdidos"),
    "the evidence is thin": ("evidence is still thin", "las pruebas aún son escasas"),
    "appeasement": ("such as appeasement", "como apaciguamiento"),
    "leaving feels impossible": ("Leaving feels impossible", "Irse parece imposible"),
    "the pull to go back": ("strong pull to go back", "fuerte impulso de volver"),
    "defending": ("defend the one who harmed them", "defender a quien le hizo daño"),
    "looking for the cause elsewhere": ("stress, drink or themselves", "como el estrés, la bebida o ella misma"),
    "the body does not accept it": ("the body does not accept it", "el cuerpo no lo acepta"),
    "nobody chose it": ("anyone chose the abuse", "alguien eligió el maltrato"),
    "other things in the way": ("Money, children, housing, the law", "El dinero, los hijos, la vivienda, la ley"),
    "fear can be right": ("accurate warning", "aviso acertado"),
    "understanding first": ("Healing often begins with understanding", "Sanar suele empezar por entender"),
    "shame lifts": ("shame tends to lift", "la vergüenza suele aliviarse"),
    "withdrawal is like a substance's": ("coming off a substance", "dejar una sustancia"),
    "waves": ("come in waves", "Vienen en olas"),
    "a quarter in six months": ("about a quarter after six months", "cerca de una cuarta parte a los seis meses"),
    "safe relationships and therapy": ("Safe relationships help.* therapy", "Ayudan las relaciones seguras.* terapia"),
    "healing before leaving": ("while they still live with", "cuando todavía viven con la otra persona"),
    "leaving can be dangerous": ("Leaving can be a dangerous time", "Irse puede ser un momento peligroso"),
    "a specialist service": ("specialist abuse service can help", "servicio especializado en maltrato puede ayudarte"),
    "no decision is asked": ("do not have to decide anything", "No tienes que decidir nada"),
}
"""What the entry with the code 101 must say: patterns in English and in Spanish."""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("fact", FACTS)
def test_trauma_bonding_holds_every_fact_in_both_languages(fact: str, language: str) -> None:
    entry = next(each for each in LIBRARY.get_shelf(language).entries if each.code == "101")
    text = " ".join(sentence.text for sentence in entry.get_sentences())
    assert re.search(FACTS[fact][language == "es"], text)
