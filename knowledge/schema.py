"""The form of a pack's YAML files: one model per file, unknown keys refused.

A pack is data that an officer can read and change; whatever it may say is written here and nowhere
else. Models are frozen. Nothing here judges, searches or words anything. One file, because it is the
one page to read before changing a pack.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Scalar = bool | str
"""A value of a choice: true, false or an id."""


def _clause_id(value: object) -> object:
    """Refuse an unquoted clause id: YAML reads 5.10 as the number 5.1."""
    if not isinstance(value, str):
        raise ValueError(f'条款编号要加引号，例如 "5.4.4"；这里写的是 {value!r}')
    return value


ClauseId = Annotated[str, BeforeValidator(_clause_id)]
"""A clause id such as "5.4.4" (第五条（四）4)."""

_FOLD = re.compile(r"(?<=[\u3000-\u9fff，。；：）”]) (?=[\u3000-\u9fff（“【])")


def _tight(text: str) -> str:
    """Without the space that YAML's folded lines leave between Chinese characters."""
    return _FOLD.sub("", text)


Prose = Annotated[str, AfterValidator(_tight)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_tight)]


class Strict(BaseModel):
    """A frozen model that refuses unknown keys; it is built with the file that it stands in, not alone."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


# measure.yaml ---------------------------------------------------------------------------------


class Office(Strict):
    """An office and the clause that names it."""

    name: Text
    clause: ClauseId


class Designation(Strict):
    """One title (认定类别) that the measure gives."""

    id: Text
    name: Text
    """The short name used in talk, such as 重点培育企业（机构）."""
    full_name: Text
    plaque: Text
    definition: ClauseId
    conditions: ClauseId
    materials: ClauseId
    submit_to: Office
    submit_note: str = ""
    recognised_by: Office
    revoked_by: Office
    applicants: Text
    """Who may apply, in a few words."""
    also_called: tuple[Text, ...] = ()
    """Other names people use, longest first where one holds another."""
    in_short: tuple[Text, ...] = ()
    """What names it only behind a question about another title (那企业呢)."""
    judged_by_experts: bool = True
    """Whether conditions remain that only a review can settle (评审)."""


class Correction(Strict):
    """One correction of the received copy: `was` stands in the source, `becomes` in text.md."""

    was: Text
    becomes: str
    why: Text


class Periods(Strict):
    """The periods of the procedure that the text states, and those it leaves open, with their clauses."""

    stated: tuple[Text, ...] = ()
    open: tuple[Text, ...] = ()


class Measure(Strict):
    """measure.yaml: what the measure is, and the titles it gives in its own order."""

    id: Text
    title: Text
    short_title: Text
    issuer: Text
    issued: dt.date
    in_force_from: dt.date
    in_force_clause: ClauseId
    interpreted_by: Office
    designations: tuple[Designation, ...]
    corrections: tuple[Correction, ...] = ()
    next_steps: tuple[Text, ...] = ()
    """What comes after handing in, step by step, each sentence with its clause."""
    periods: Periods = Periods()
    examples: tuple[Text, ...] = Field(min_length=4, max_length=4)
    """What people may type, shown in the greeting: a question, a statement, a start, a clause number."""
    always_told: tuple[Text, ...] = ()
    """What every verdict also says (rules.md §6.16), each sentence with its clause."""


# facts.yaml -----------------------------------------------------------------------------------


class Choice(Strict):
    """One value of a choice: what is stored (`is`) and what people see (`label`)."""

    value: Scalar = Field(alias="is")
    label: Text
    note: str = ""


class Why(Strict):
    """Why a fact is asked, and the clause that makes it matter."""

    text: Text
    clause: ClauseId


class Fact(Strict):
    """A fact (事实) that a rule or a material needs.

    `type`: choice (values listed), count (whole number ≥ 0, `unit` 家), amount (decimal with currency),
    date (day, or month or year where `precision` says so), year, rate (yuan per dollar).
    `also_called`: other names of it, as they head the columns of tables.
    `where` is where an applicant finds the figure; `example` one good answer.
    """

    name: Text
    also_called: tuple[Text, ...] = ()
    type: Literal["choice", "count", "amount", "date", "year", "rate"]
    unit: str = ""
    precision: Literal["day", "year"] = "day"
    values: tuple[Choice, ...] = ()
    question: Text
    why: Why
    where: Text
    example: Text
    help: str = ""

    @model_validator(mode="after")
    def _values_belong_to_choices(self) -> Self:
        if (self.type == "choice") != bool(self.values):
            raise ValueError("type: choice 要列出 values，其他类型不列")
        return self


# rules/*.yaml ---------------------------------------------------------------------------------


class Money(Strict):
    """A threshold in one currency, in units (not 万)."""

    usd: Decimal


Threshold = int | Money


class Presumption(Strict):
    """What holds when nothing is said (absent). An explicit null is never presumed away.

    Exactly one of: `value`; `day: true` (the day of the check); `year_before` (a date fact).
    `told` says it in words. `shown_as_unknown`: used by the judge, yet still open for materials.
    `unless_stated`: nothing is presumed once one of these facts was given (a date of revocation says
    that something was revoked).
    """

    value: Scalar | None = None
    day: bool = False
    year_before: str = ""
    told: Text
    shown_as_unknown: bool = False
    unless_stated: tuple[Text, ...] = ()


class Derivation(Strict):
    """Values of `fact` that follow from `source`; a stated value that differs is a contradiction.

    With `exclusive`, a stated value also contradicts a source value that maps to none.
    """

    fact: Text
    source: Text
    values: dict[str, Scalar]
    exclusive: bool = False


class Part(Strict):
    """`part` is counted in `whole`: it cannot exceed it (compared in one currency only)."""

    part: Text
    whole: Text


class Order(Strict):
    """`earlier` cannot lie after `later`: both dates."""

    earlier: Text
    later: Text


class Conversion(Strict):
    """Amounts in `currency` are compared over the rate fact (`value >= threshold * rate`)."""

    currency: Text
    rate: Text


class YearOfFigures(Strict):
    """Amounts count only when `fact` is the year before `application`'s year."""

    fact: Text
    application: Text


class Node(Strict):
    """A condition over facts. Exactly one of `all`, `any`, `by`, `fact`, `check`.

    all / any: minimum / maximum of the children's bounds.
    by + cases: the case named by the value of fact `by`; unknown → the hull of all cases.
    fact + one of
        at_least / more_than: a count (30) or money ({usd: 500000});
        met / review / not_met: a table of values (together they list every value of the choice);
        judged: true → review when yes or unsaid, not_met when no (rules.md §6.4).
      proven_by: another amount contained in this one: reaching the threshold proves it, below says nothing;
      capped_by: another count that contains this one: below the threshold settles it as not reached;
      only_when_stated: absent or null plays no part; counts_as: review caps what it can give.
    check: a named function of the checker with its own fields in `facts` and `args`.
    `changeable`: when a leaf that is not met can be put right; empty = figures next year, choices now.
    """

    all_of: tuple[Node, ...] = Field(default=(), alias="all")
    any_of: tuple[Node, ...] = Field(default=(), alias="any")
    by: str = ""
    cases: dict[str, Node] = Field(default_factory=dict)
    fact: str = ""
    at_least: Threshold | None = None
    more_than: Threshold | None = None
    met: tuple[Scalar, ...] = ()
    review: tuple[Scalar, ...] = ()
    not_met: tuple[Scalar, ...] = ()
    judged: bool = False
    proven_by: str = ""
    capped_by: str = ""
    only_when_stated: bool = False
    counts_as: Literal["", "review"] = ""
    check: str = ""
    facts: dict[str, str] = Field(default_factory=dict)
    args: dict[str, int | str] = Field(default_factory=dict)
    reading: str = ""
    changeable: Literal["", "now", "next_year", "never"] = ""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        kinds = [bool(self.all_of), bool(self.any_of), bool(self.by), bool(self.fact), bool(self.check)]
        if sum(kinds) != 1:
            raise ValueError("条件要恰好写 all、any、by、fact、check 中的一个")
        if bool(self.by) != bool(self.cases):
            raise ValueError("by 与 cases 要一起写")
        if self.fact:
            tests = [self.at_least is not None, self.more_than is not None, self.judged]
            table = bool(self.met or self.review or self.not_met)
            if sum(tests) + table != 1:
                raise ValueError(
                    "fact 要恰好写 at_least、more_than、judged 或 met/review/not_met 取值表中的一种"
                )
        return self


class Condition(Strict):
    """A clause to be judged (条件)."""

    clause: ClauseId
    title: Text
    rule: Node
    relaxed_by: ClauseId | None = None
    listed: Literal["always", "when_stated"] = "always"
    """when_stated: shown among the findings only when one of its facts was given."""
    readings: tuple[str, ...] = ()


class Relaxation(Strict):
    """A clause that turns not_met into review for the conditions that name it (放宽)."""

    clause: ClauseId
    title: Text
    rule: Node
    readings: tuple[str, ...] = ()


class Automatic(Strict):
    """A clause that recognises without judging the conditions (自动认定).

    `review_with`: bars that, unless clear, turn automatic recognition into review.
    """

    clause: ClauseId
    title: Text
    fact: Text
    met: tuple[Scalar, ...]
    review_with: tuple[ClauseId, ...] = ()
    readings: tuple[str, ...] = ()


class Rules(Strict):
    """rules/<designation>.yaml, or rules/common.yaml where `designation` is left out."""

    designation: str = ""
    reviewed: dt.date
    """The day a person last held these rules against the text."""
    conditions: tuple[Condition, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    automatic: Automatic | None = None
    presumptions: dict[str, Presumption] = Field(default_factory=dict)
    derived: tuple[Derivation, ...] = ()
    parts: tuple[Part, ...] = ()
    orders: tuple[Order, ...] = ()
    conversion: Conversion | None = None
    year_of_figures: YearOfFigures | None = None
    bars: tuple[Condition, ...] = ()
    """Vetoes that stand beside the conditions (13, 14, 16)."""


# readings.yaml, materials.yaml ----------------------------------------------------------------


class When(Strict):
    """A known fact with one of these values."""

    fact: Text
    values: tuple[Scalar, ...] = Field(alias="in")


class Reading(Strict):
    """An ambiguity of the text, how it may be read, which reading we apply, what people are told.

    `told_when`: always (each verdict of these designations whose `when` holds), applied (the rule that
    names it decided or capped a finding), exact (a figure equals its threshold), converted (a figure
    within 3 % of its threshold after conversion), bonus (a relaxation holds though it is not needed),
    answer (only in answers about its clauses).
    """

    id: Text
    clauses: tuple[ClauseId, ...]
    question: Text
    readings: dict[str, Text]
    ours: Text
    told: Text
    told_when: Literal["always", "applied", "exact", "converted", "bonus", "answer"]
    designations: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    outside: bool = False
    """Whether `told` uses something from outside the measure (marked as such for people)."""


class Material(Strict):
    """One item to hand in (申报材料). Letters in ids (7.4.3a) are ours; `clause` is the text's.

    `when`: all must hold; an unknown fact leaves the item in, marked with `when_text`.
    `if_any`: 如有. `ticks`: kinds of paper within the item. `hints`: our advice (提示).
    """

    id: ClauseId
    clause: ClauseId
    designation: Text
    name: Text
    contents: str = ""
    form: bool = False
    copy_kind: str = ""
    """复印件, 复印件，加盖企业公章, or empty where the text says nothing."""
    when: tuple[When, ...] = ()
    when_text: str = ""
    if_any: bool = False
    ticks: tuple[Text, ...] = ()
    proves: tuple[ClauseId, ...] = ()
    hints: tuple[Text, ...] = ()


class MaterialList(Strict):
    """materials.yaml."""

    items: tuple[Material, ...]
    notes: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """Per designation, or "all": advice under the list (提示)."""


# questions.yaml, gaps.yaml, words.yaml --------------------------------------------------------


class Banked(Strict):
    """A question-bank entry: how people ask, what answers it, the short direct answer.

    `clauses`: best first; all of them are shown. `answer`: plain Chinese, one or two sentences, each
    with its clause in the form 第五条（四）4; figures verbatim from those clauses.
    `never_asked` (a reason) stands for a clause that nobody asks for: then no `asks`.
    `designations`: the titles that the entry is about; empty = all or none. `words`: phrases (… for a short
    gap) that by themselves tell that this is asked, whatever else stands beside them (…算不算服务贸易).
    """

    clauses: tuple[ClauseId, ...] = Field(min_length=1)
    asks: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    answer: Prose = ""
    never_asked: str = ""
    designations: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    """Readings whose `told` is shown beneath the answer."""
    cases: tuple[str, ...] = ()
    """The cases (words.yaml) that alone the answer is for; empty = for any."""

    @model_validator(mode="after")
    def _asked_or_not(self) -> Self:
        if bool(self.never_asked) == bool(self.asks) or bool(self.asks) != bool(self.answer):
            raise ValueError("要么写 asks 和 answer，要么只写 never_asked（理由）")
        return self


class Gap(Strict):
    """What people ask and the measure does not say, or what lies outside the field.

    `topic`: a few words (奖励金额). `says`: what the measure does say nearby, and who settles the rest.
    `words`: terms that by themselves give the topic away (退税, 高新技术企业); {place} in one stands for each
    of the places of words.yaml.
    """

    id: Text
    topic: Text
    asks: tuple[Text, ...] = Field(min_length=3)
    words: tuple[Text, ...] = ()
    says: Text
    nearby: tuple[ClauseId, ...] = ()
    outside: bool = False


class QuestionKind(Strict):
    """A kind of question (材料, 数额, 谁认定 ...): its cue words and the clauses it points to.

    `clauses`: per designation id, or "all"; best first.
    """

    id: Text
    name: Text
    cues: tuple[Text, ...]
    clauses: dict[str, tuple[ClauseId, ...]] = Field(default_factory=dict)


class Aspect(Strict):
    """What several answers under one title differ by (申报主体, 领域): each case with the words that name it.

    A word names a case inside the name of a title too (中医药服务出口基地). `unnamed`: the case that is meant
    where none is named.
    """

    id: Text
    cases: dict[str, tuple[Text, ...]] = Field(min_length=2)
    unnamed: str = ""
    in_short: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """What names a case only behind a question that names another (那企业呢)."""

    @model_validator(mode="after")
    def _unnamed_is_a_case(self) -> Self:
        if self.unnamed and self.unnamed not in self.cases:
            raise ValueError(f"unnamed 写的“{self.unnamed}”不在 cases 里")
        for case in self.in_short:
            if case not in self.cases:
                raise ValueError(f"in_short 写的“{case}”不在 cases 里")
        return self


class Words(Strict):
    """words.yaml: the vocabulary of the field.

    `synonyms`: each a group, the measure's own word first. `dictionary`: words that segmentation must
    keep whole beside those of the synonyms. `stop`: words that carry no meaning for search. `places`: names
    of places, for phrases that are the same of each.
    """

    dictionary: tuple[Text, ...] = ()
    synonyms: tuple[tuple[Text, ...], ...] = ()
    stop: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    kinds: tuple[QuestionKind, ...] = ()
    aspects: tuple[Aspect, ...] = ()


# statements.yaml ------------------------------------------------------------------------------


class Said(Strict):
    """Ways of saying that a choice has a value.

    In a phrase `…` stands for up to 8 other characters of the same clause of a sentence, `……` for up to
    24 that may cross a comma. `unless`: the match does not count when one of these stands in the
    same clause. `also`: further facts that the same words settle. `weak`: a hint that any other phrase
    for the same fact overrides. `for_designations`: only when the talk is of one of these (empty = any).
    """

    fact: Text
    value: Scalar = Field(alias="is")
    phrases: tuple[Text, ...] = Field(min_length=1)
    unless: tuple[Text, ...] = ()
    also: dict[str, Scalar] = Field(default_factory=dict)
    weak: bool = False
    for_designations: tuple[str, ...] = ()


class Measured(Strict):
    """Names by which people call an amount or a count, and the fact they mean by it.

    The nearest name wins. `nameless`: also takes a figure without any name. `when`: facts already
    known. `drop`: the figure is no fact of ours; `told` says why. `sets`: what the name itself settles.
    `spoils`: a total said to hold it (其中货物40万) is not taken either.
    `over`: a dropped name also rules figures with a nearer name, in its clause (明年…) or its sentence
    (药材…), `unless` one of these words stands between (clause) or in what leads to the figure (sentence).
    """

    of: Literal["amount", "count"]
    fact: str = ""
    names: tuple[Text, ...] = ()
    for_designations: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    nameless: bool = False
    drop: bool = False
    sets: dict[str, Scalar] = Field(default_factory=dict)
    told: str = ""
    spoils: bool = False
    over: Literal["", "clause", "sentence"] = ""
    unless: tuple[Text, ...] = ()


class Sum(Strict):
    """An amount that people give in parts (出口30万、进口25万): added where all are of one currency.

    `parts`: the names of each part. `for_designations`, `when`: as of an amount. `told`: how it was added.
    """

    fact: Text
    parts: tuple[tuple[Text, ...], ...] = Field(min_length=2)
    for_designations: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    told: Text


class Supposing(Strict):
    """Words that make what follows a supposition: `words` to the end of the sentence (如果), or to where a
    clause begins with one of `resuming` and holds a figure (我们去年只有40万); `closing`: the clause that
    ends with one (…的话). `inside`: words that merely hold one of these (主要是).
    """

    words: tuple[Text, ...]
    closing: tuple[Text, ...] = ()
    resuming: tuple[Text, ...] = ()
    inside: tuple[Text, ...] = ()


class Implied(Strict):
    """The designation that words or facts imply when none is named (`words`: any of them)."""

    designation: Text
    words: tuple[Text, ...] = ()
    when: tuple[When, ...] = ()


class Attained(Strict):
    """Facts of having got something: `unless` one of these words stands in the clause (落选, 还在评审).

    `undone`: nor where the next clause begins with one of these (…荣誉，没评上).
    """

    facts: tuple[Text, ...] = Field(min_length=1)
    unless: tuple[Text, ...] = Field(min_length=1)
    undone: tuple[Text, ...] = ()


class Blanket(Strict):
    """Sentences such as 其他都符合: every remaining fact listed here takes this value."""

    phrases: tuple[Text, ...]
    facts: dict[str, Scalar]


class PastTitle(Strict):
    """A title lost: `fact` takes the designation named beside one of the phrases, `date` its date."""

    fact: Text
    date: Text
    phrases: tuple[Text, ...]
    unless: tuple[Text, ...] = ()


class Dated(Strict):
    """A date beside one of `phrases` is this fact; `of_amounts`: the year named with a figure is."""

    fact: Text
    phrases: tuple[Text, ...] = ()
    of_amounts: bool = False


class Statements(Strict):
    """statements.yaml: how applicants state facts, and how they ask for a verdict.

    `wants_verdict`: 能报吗, 够不够. `wants_assessment`: 帮我测. `applies`: words before the title one applies
    for (报, 申报). `kind_facts`: facts that only say who applies, no ground for a verdict by themselves.
    `defaults`: facts taken so where a statement leaves them out, and told as such. `halves`: facts that are
    made of several things, so that one that is missing outweighs the others, but for what was so `before`
    (以前). `subsets`: words that single out those meant from a total (其中, 只有). `about`: words of each
    fact's topic; a fact spoken of without a value is not filled by a blanket. `denials`: what gives a
    clause a negative or unfinished cast (没, 还在), but for what is `harmless` (没问题).
    """

    said: tuple[Said, ...]
    measured: tuple[Measured, ...]
    sums: tuple[Sum, ...] = ()
    supposing: Supposing | None = None
    halves: tuple[str, ...] = ()
    before: tuple[Text, ...] = ()
    subsets: tuple[Text, ...] = ()
    implied: tuple[Implied, ...] = ()
    blankets: tuple[Blanket, ...] = ()
    attained: tuple[Attained, ...] = ()
    about: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    denials: tuple[Text, ...] = ()
    harmless: tuple[Text, ...] = ()
    past_title: PastTitle | None = None
    dated: tuple[Dated, ...] = ()
    unsure: tuple[Text, ...] = ()
    unsaid: tuple[Text, ...] = ()
    """Words around a phrase (◇; ◆ is the clause's end) by which it is asked, wished or denied, not stated."""
    wants_verdict: tuple[Text, ...]
    wants_assessment: tuple[Text, ...]
    applies: tuple[Text, ...] = ()
    own: tuple[Text, ...] = ()
    """Words by which a person speaks of the applicant's own case (我们, 我司)."""
    kind_facts: tuple[str, ...] = ()
    defaults: dict[str, Scalar] = Field(default_factory=dict)
