"""A trial of a language's tables, so that a fault in them is told when content is read and not when it is spoken."""

from __future__ import annotations

import re
from typing import Final

from service.errors import LecternError, SettingsError
from service.speech.normaliser import get_forms_by
from service.speech.normaliser.numerals import Numerals
from service.speech.normaliser.rule import Table

_SAMPLE: Final = (
    "1 21 1.5 1,5 -3 +4 1.000 1,000 1.2.3 v2.0 1/2 3/4 ½ 2½ 7/9 4.5:1 10-15 1990-95 1990s 1st 5 March 2024 05/03/2024 "
    "2024-03-05 10:30 10:05 10:00 17:00 10:30:15 £4.50 $3.05 5 € 4,50 € 5 km 20 % 5-km +44 20 7946 0000 BBC B12 A.B.C. "
    "https://www.example.org/a a@b.org @a #b x² 10³ e.g. I/O & ✓ (a) … 😀 "
    "under-18s 16-18s a 5m rope 9.30–17.00 9.30 a 14.00 10⁻³ mc² cm² Henry the VIII World War II siglo XX 1800 737 732 "
    "2^3 3.0e-4 1,500 personas $1,500 1,500.00 € ½ hora 1 ½ tazas entre 5-10 between 5-10 King Henry I was 3 g/kg/m²"
)
"""Something of each kind, to fill the templates."""


def check_tables(spoken: Table) -> None:
    """Make the rules of `[spoken]` and use them once.

    :raise UnknownName: if a table is none that a family reads.
    :raise SettingsError: if a key is missing, or a pattern or a template is wrong.
    """
    try:
        get_forms_by(_SAMPLE, spoken)
        if spoken and Numerals(spoken["numbers"]).say_cardinal(2) == "2":
            raise SettingsError(f"num2words has no language '{spoken['numbers']['num2words']}'.")
    except LecternError:
        raise
    except KeyError as error:
        raise SettingsError(
            f"A table under [spoken] has no {error}; docs/spoken-forms.md lists what it needs."
        ) from error
    except re.error as error:
        raise SettingsError(f"A pattern under [spoken] is wrong: {error}, in {error.pattern!r}.") from error
    except (ValueError, TypeError, AttributeError, IndexError, AssertionError, NotImplementedError) as error:
        raise SettingsError(f"A table under [spoken] has a value of the wrong form: {error}.") from error
