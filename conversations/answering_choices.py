"""Read an answer that picks one of several values: by number, by label, by what was said, by yes or no."""

from __future__ import annotations

import re

from conversations.about import first_words, is_about
from conversations.desk import Desk
from conversations.given import UNKNOWN, Given, is_question, picked_number
from conversations.normalise import normalise
from conversations.phrasing import phrases
from conversations.sayings import is_missing_half, stated_span
from conversations.slip import Slip
from conversations.statement import Statement
from knowledge.pack import Pack
from knowledge.schema import Choice, Fact, Scalar

_PLAIN_YES = ("是", "有", "对", "嗯", "恩", "确", "在", "被", "yes", "y")


def choice_answer(
    desk: Desk, name: str, fact: Fact, text: str, statement: Statement, presumed: object
) -> Given | None:
    """What a message answers to a choice: a value, a slip, or None where it is no answer to it."""
    number = picked_number(text)
    if number is not None:
        if number == len(fact.values) + 1:
            return UNKNOWN
        if 1 <= number <= len(fact.values):
            return Given(fact.values[number - 1].value, known=True)
        return Given(slip=Slip(name, "not_understood", text))
    plain = text.strip("。.!！,， ")
    for choice in fact.values:
        if normalise(choice.label) == plain:
            return Given(choice.value, known=True)
    said = said_value(desk.pack, name, text)
    if said is not None:
        return Given(said, known=True)
    if statement.facts.get(name) is not None and name not in statement.taken_so:
        return Given(statement.facts[name], known=True)
    if is_question(desk, text):
        return None
    within = [c for c in fact.values if _core(c) and _core(c) in plain]
    if not within and len(plain) >= 2:
        within = [c for c in fact.values if _core(c).startswith(plain)]
    if len(within) == 1 and not _is_yes_no(fact):
        return Given(within[0].value, known=True)
    return _yes_or_no(desk, name, fact, plain, statement, presumed)


def _core(choice: Choice) -> str:
    return re.split(r"[(（]", normalise(choice.label))[0].strip()


def _is_yes_no(fact: Fact) -> bool:
    return {True, False} <= {c.value for c in fact.values if isinstance(c.value, bool)}


def said_value(pack: Pack, name: str, text: str) -> Scalar | None:
    """The value whose phrase for this fact is the longest in the text; a missing half outweighs the rest."""
    best: tuple[int, Scalar] | None = None
    for said in pack.statements.said:
        value = said.value if said.fact == name else said.also.get(name)
        if value is None:
            continue
        span = stated_span(pack, said, text)
        length = span[1] - span[0] - (20 if said.fact != name else 0) if span else 0
        if span and is_missing_half(pack, said, text, *span):
            length += len(text)
        if span and (best is None or length > best[0]):
            best = (length, value)
    return best[1] if best else None


def _yes_or_no(
    desk: Desk, name: str, fact: Fact, text: str, statement: Statement, presumed: object
) -> Given | None:
    words = desk.commands
    text = _plain_head(desk, text)
    values = [c.value for c in fact.values]
    good = next((b.facts[name] for b in desk.pack.statements.blankets if name in b.facts), presumed)
    if desk.command_of.get(text) == "agree":
        return Given(good, known=True, plain=True) if good in values else None
    negative: Scalar | None = False if False in values else ("none" if "none" in values else None)
    positive: Scalar | None = True if True in values else None
    if positive is None and isinstance(presumed, (bool, str)) and presumed in values and negative != presumed:
        positive = presumed
    begins = any(_core(choice).startswith(text) for choice in fact.values)
    if any(word in text for word in words.not_yet) and not begins:
        return None
    rest = text
    for word in words.no_except:
        rest = rest.replace(word, "")
    own = not statement.strong or (len(text) <= 8 and _shares_words(fact, text))
    spoken = text not in words.yes and any(
        said.fact == name and phrases(said.phrases).within(text) for said in desk.pack.statements.said
    )  # of this fact, yet nothing was stated: 很少按时填报, 系统注册失败了
    says_no = text in words.no or any(word in rest for word in words.no_within)
    more = first_words(desk, text)
    if len(more) > 1 and not is_about(desk, name, more, others=bool(statement.strong)):
        return None  # 有专人, while 预算 is asked
    if says_no:
        near = text in words.no or len(text) <= 6 or _shares_words(fact, text)
        near = near and not (spoken and negative == good)
        return Given(negative, known=True, plain=True) if negative is not None and near and own else None
    says_yes = text in words.yes or text.startswith(words.yes_begins) or _shares_words(fact, text)
    if good is False and not text.startswith(_PLAIN_YES):
        says_yes = _shares_words(fact, text)  # 具备, 没问题: never a yes to 有没有被列入黑名单
    if says_yes and positive is None and own and len(text) <= 8:
        return Given(slip=Slip(name, "which", text))
    if says_yes and positive is not None and len(text) <= 24 and own and not spoken:
        return Given(positive, known=True, plain=True)
    return None


def _plain_head(desk: Desk, text: str) -> str:
    """The first clause, where it is a mere yes or no and nothing behind it takes it back."""
    head, comma, rest = text.partition(",")
    plain = head in desk.commands.yes or head in desk.commands.no
    return head if comma and plain and not any(word in rest for word in desk.commands.but) else text


def _shares_words(fact: Fact, text: str) -> bool:
    """Whether the message takes up two characters of the question or of a label."""
    asked = normalise(fact.question + fact.name + "".join(c.label for c in fact.values))
    pairs = (text[i : i + 2] for i in range(len(text) - 1))
    return any(
        pair in asked and re.fullmatch(r"[\u4e00-\u9fff]{2}", pair) and pair not in "我们是否有没有"
        for pair in pairs
    )
