"""In: `content/<language>/lexicon.pls`, W3C PLS 1.0. Out: the spoken forms and sounds that it gives to a text.

Never: an engine, the network, an expression that may run for ever. `docs/pronunciation.md` is for its writers.
"""

from service.speech.lexicon.lexicon import Lexicon
from service.speech.lexicon.reading import LEXICON_FILE, read_lexicon, read_lexicons

__all__ = ["LEXICON_FILE", "Lexicon", "read_lexicon", "read_lexicons"]
