"""How many characters a second the default voice speaks: the ground of the limits by which clips are proved whole."""

from __future__ import annotations

from bench._measure import ROOT
from service.document.library import read_library
from service.speech.engines import make_engine


def main() -> None:
    """Speak every sentence of the English glossary once and print the extremes."""
    engine = make_engine("pyttsx3")
    voice = engine.get_voice("", "en-gb")
    paces = []
    for entry in read_library(ROOT / "content").get_shelf("en").entries:
        for sentence in entry.get_sentences():
            clip = engine.speak(sentence.text, voice, 165)
            characters = sum(letter.isalnum() for letter in sentence.text)
            paces.append((characters * voice.sample_rate / len(clip.samples), sentence.text))
    paces.sort()
    print(f"{len(paces)} sentences at 165 words a minute. Letters and digits a second:")
    for name, (pace, text) in (("slowest", paces[0]), ("median", paces[len(paces) // 2]), ("fastest", paces[-1])):
        print(f"- {name}: {pace:.1f} ({text})")


if __name__ == "__main__":
    main()
