"""Numbers as words, through num2words and the changes that a language's TOML makes to what it says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from service.speech.normaliser.rule import AFTER, BEFORE, MINUS, SPACE, Table

MOST_DIGITS: Final = 15
"""A longer number is said digit by digit: nobody can follow its name, and num2words has none for all of them."""
_GROUP: Final = 3
_MOST_GROUPS: Final = 40
"""Of one number: with more, a long list of numbers would take time in the square of its length."""
_AROUND: Final = 40
"""Characters on each side of a number that tell what it counts."""


class Numerals:
    """Says the numbers of one language. A `kind` names changes that the TOML makes, such as `feminine`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._code: str = table["num2words"]
        self.decimal: str = table["decimal"]
        marks = re.escape(table.get("thousands", ""))
        grouped = (
            f"[0-9]{{1,3}}(?:(?P<mark>[{marks}])[0-9]{{3}}(?![0-9])(?:(?P=mark)[0-9]{{3}}(?![0-9]))*)|" if marks else ""
        )
        self._parse = re.compile(f"(?:{grouped}[0-9]+)?(?:[{re.escape(self.decimal)}][0-9]+)?")
        self.thousands = marks
        self.other_thousands: str = table.get("other_thousands", "")
        self._is_other = re.compile(self._get_other_grouped()).fullmatch
        self.unsigned = self._get_unsigned(marks)
        plain, dashes = "(?<![^\\s(\\[“\"'=<>:≤≥±×÷])", "[\u2010\u2011\u2013]"
        self.signed = rf"(?:{plain}(?:[-\u2212+±]|(?<![0-9]{SPACE}){dashes}))?{self.unsigned}"

    def _get_other_grouped(self) -> str:
        """A pattern of thousands by the mark of other countries, if they can be nothing else: "1,000", "1,234,567"."""
        mark = re.escape(self.other_thousands)
        if not mark:
            return "(?!)"
        return rf"[1-9][0-9]{{0,2}}(?:(?:{mark}[0-9]{{3}}){{2,{_MOST_GROUPS}}}+|{mark}000)(?![0-9]|[.,][0-9])"

    def _get_unsigned(self, marks: str) -> str:
        """A pattern without groups that capture."""
        point = re.escape(self.decimal)
        options = [
            f"[0-9]{{1,3}}(?:{mark}[0-9]{{3}}(?![0-9])){{1,{_MOST_GROUPS}}}+" for mark in re.findall(r"\\?.", marks)
        ]
        own = f"(?:{'|'.join([*options, '[0-9]++'])})(?:[{point}][0-9]++)?|(?<![0-9])[{point}][0-9]++"
        return f"(?:{self._get_other_grouped()}|{own})" if self.other_thousands else f"(?:{own})"

    @property
    def pattern(self) -> str:
        """A whole number that stands free, with its sign."""
        return f"{BEFORE}{self.signed}{AFTER}"

    def get_plain(self, written: str) -> str:
        """The written number as `1234.5`, without sign: what patterns of the TOML are compared with."""
        number = written.lstrip(f"{MINUS}+±")
        if self._is_other(number):
            return number.replace(self.other_thousands, "")
        bare = re.sub(f"[{self.thousands}]", "", number) if self.thousands else number
        return re.sub(f"[{re.escape(self.decimal)}]", ".", bare)

    def regroup(self, written: str, match: re.Match[str]) -> str:
        """Without the mark of other countries, where what follows is counted: "1,500 personas"."""
        mark = self.other_thousands
        if not mark or not re.fullmatch(f"[1-9][0-9]{{0,2}}{re.escape(mark)}[0-9]{{3}}", written):
            return written
        is_measured = re.match(self._table["measured"], match.string[match.end() : match.end() + _AROUND])
        return written if is_measured or not self.get_kind(match) else written.replace(mark, "")

    def say(self, written: str, kind: str = "") -> str:
        """A written number as words, sign and decimals too."""
        sign, plain = written[:1], self.get_plain(written)
        whole, _, part = plain.partition(".")
        said = self.say_whole(whole or "0", kind if not part else "")
        if part:
            said = f"{said} {self._table['point']} {self._say_part(part)}"
        names = {**dict.fromkeys(MINUS, "minus"), "+": "plus", "±": "plus_or_minus"}
        return f"{self._table[names[sign]]} {said}" if sign in names else said

    def say_whole(self, digits: str, kind: str = "") -> str:
        """Digits without marks as a cardinal; one by one where they are too many or start with 0."""
        if len(digits) > MOST_DIGITS:
            groups = re.findall(f"[0-9]{{1,{_GROUP}}}", digits)
            return ", ".join(self.say_digits(group) for group in groups)
        if len(digits) > 1 and digits[0] == "0":
            return self.say_digits(digits)
        return self.say_cardinal(int(digits), kind)

    def _say_part(self, digits: str) -> str:
        """The digits after the point: one by one, or as a number after its zeros, as the TOML says."""
        if self._table.get("decimals", "digits") == "digits" or len(digits) > _GROUP:
            return self.say_digits(digits)
        rest = digits.lstrip("0")
        zeros = [self.say_cardinal(0)] * (len(digits) - len(rest))
        return " ".join([*zeros, *([self.say_cardinal(int(rest))] if rest else [])])

    def say_digits(self, digits: str) -> str:
        return " ".join(self.say_cardinal(int(digit)) for digit in digits)

    def say_cardinal(self, number: int, kind: str = "") -> str:
        return self._change(_ask(number, self._code, "cardinal"), kind)

    def say_ordinal(self, number: int, kind: str = "") -> str:
        """An ordinal; the cardinal where it is above `ordinals_up_to` of the TOML."""
        if number > int(self._table.get("ordinals_up_to", 10**9)):
            return self.say_cardinal(number, kind)
        return self._change(_ask(number, self._code, "ordinal"), kind)

    def say_year(self, number: int) -> str:
        return self._change(_ask(number, self._code, "year" if self._table.get("years_in_pairs") else "cardinal"), "")

    def _change(self, said: str, kind: str) -> str:
        kinds = self._table.get("kinds", {})
        for pattern, replacement in (*self._table.get("replace", ()), *kinds.get(kind, ())):
            said = re.sub(pattern, replacement, said)
        return said

    def get_kind(self, match: re.Match[str], end: int | None = None) -> str:
        """The kind of a number by the words after it; none where it is a name by those before it, as in "page 21".

        `end` is where the number ends, if not where the match does.
        """
        last = match.end() if end is None else end
        before, after = (
            match.string[max(0, match.start() - _AROUND) : match.start()],
            match.string[last : last + _AROUND],
        )
        if (names := self._table.get("name_after")) and re.search(names, before):
            return ""
        for kind, pattern in self._table.get("before", {}).items():
            if re.match(pattern, after):
                return str(kind)
        return next((str(kind) for kind, words in self._table.get("after", {}).items() if re.search(words, before)), "")


@lru_cache(maxsize=4096)
def _ask(number: int, code: str, form: str) -> str:
    """What num2words says; it is loaded when the first number is said."""
    from num2words import num2words

    for known in (form, "cardinal"):
        try:
            return str(num2words(number, lang=code, to=known))
        except (NotImplementedError, OverflowError, KeyError, IndexError, TypeError):
            continue  # it knows no such form of this number, or no such language
    return str(number)
