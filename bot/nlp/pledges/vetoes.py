"""What is never a pledge, whatever else speaks for it; each with the reason shown by --explain."""

import re
from collections.abc import Callable

from bot.models import PledgeKind
from bot.nlp.attributes import text_of
from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.figures import Case, is_cost, is_held, is_price, is_statistic
from bot.nlp.pledges.lexicon import phrases

_HOME = re.compile(r"\bat home\b|\bdomestic(?:ally)?\b", re.IGNORECASE)
_OWN = re.compile(r"\bits own\b|\b(?:around|across) (?:the|our) (?:country|nation)\b")

#: A modal verb whose object is what follows: at most a few words lie between.
_COULD = re.compile(r"\b(?:could|might|may)(?:\s+[a-z]+){1,3}\s+(?:up to\s+|some\s+|about\s+)?$")
_WOULD = re.compile(r"\bwould(?:\s+[a-z]+){1,3}\s+(?:up to\s+|some\s+|about\s+)?$")
_IF = re.compile(r"\b(?:if|unless|provided that|should)\b", re.IGNORECASE)


#: when it was given, not when it was agreed or announced
_IN_YEAR = re.compile(r"(?:(?!\w+ed\b)[^.;:,]){0,60}\bin (?:19|20)\d\d\b")
_PEOPLE = frozenset({PledgeKind.MILITARY, PledgeKind.PEOPLE, PledgeKind.HUMANITARIAN})
_STAFF = re.compile(
    r"\b(?:troops?|soldiers?|marines?|personnel|officers?|advis[eo]rs?|experts?|staff|peacekeepers?"
    r"|instructors?|volunteers?|specialists?|police|teachers?|doctors?|nurses?|members)\b",
    re.IGNORECASE,
)


def _spent_at_home(case: Case) -> bool:
    answers = case.answers
    if "pledger:other" in answers:
        return False
    opening = text_of(case.candidate.sentence)[:60]
    if phrases("vetoes.at_home").search(opening) or _OWN.search(case.after[:40]):
        return True
    if _is_spent_locally(case):
        return True
    near = answers & {"gain:after", "gain:sentence"}
    received = phrases("vetoes.received_at_home").search(case.before)
    if ("gain:home-place" in answers or received) and not near:
        return True
    if "gain:after" in answers:
        return False
    union = {"home:union", "gain:home"} <= answers  # the European Union pays a member
    return union or bool(_HOME.search(case.before))


def _is_spent_locally(case: Case) -> bool:
    """Tell "for farmers in Manitoba, to sell to Asia" and "to villages" of no country named."""
    if "gain:home-first" in case.answers:
        return True
    unnamed = case.answers & {"gain:release", "gain:none"}
    return bool(unnamed and phrases("vetoes.local_bodies").match(case.after))


def _is_private(case: Case) -> bool:
    if not case.money and phrases("vetoes.bought").match(case.after):
        return True
    ordered = not case.money and phrases("vetoes.ordered").search(case.before)
    if ordered and not _STAFF.search(case.candidate.text):
        return True
    if case.money and phrases("vetoes.of_firms").match(case.after):
        return True
    return "subject:private" in case.answers or bool(phrases("vetoes.private").search(case.before))


def _is_for_own_people(case: Case) -> bool:
    """Tell welfare of one's own people and upkeep of one's own offices."""
    answers = case.answers
    if "pledger:other" in answers:
        return False
    if phrases("vetoes.for_own").match(case.after):
        return True
    if phrases("vetoes.own_offices").search(f"{case.before[-60:]} {case.after[:100]}"):
        return True
    if "gain:nationals" in answers and not (case.money and "gain:after" in answers):
        return True
    if "release:own-return" in answers and (
        "gain:after" not in answers or phrases("vetoes.brought_home").search(case.after)
    ):
        return True
    near = f"{case.before[-130:]} {case.after[:150]}"
    own = phrases("vetoes.own_people").search(near) or phrases("vetoes.replaced").search(near)
    return bool(own) and not ("gain:after" in answers and "within the country" not in near)


def _is_in_own_budget(case: Case) -> bool:
    answers = case.answers
    if not case.money or "gain:after" in answers:
        return False
    if "pledger:other" in answers and "money:own" not in answers:
        return False
    return bool(phrases("vetoes.budget").search(f"{case.before} {case.after[:60]}"))


def _is_own_soft_money(case: Case) -> bool:
    """Tell a sum in a money that is only used at home, with nobody abroad named beside it."""
    if "money:soft" not in case.answers or "pledger:other" in case.answers:
        return False
    spared = {"gain:after", "gain:sentence", "gain:title", "listed:aid", "part", "noun:act-of"}
    return not case.answers & spared


def _nobody_gives(case: Case) -> bool:
    if {"verb0:take", "subject:home"} <= case.answers and "pledger:other" not in case.answers:
        return True  # the publisher receives it, and the text does not say from whom
    if not case.money and "gain:none" in case.answers:
        return True
    bare = case.candidate.goods is not None and not case.candidate.counted
    return bare and not case.answers & {"verb:force", "noun:act-of"}


def _is_presence(case: Case) -> bool:
    """Tell people who are at their posts, or back from them, from people who are sent."""
    if case.money or case.candidate.goods not in _PEOPLE or not _STAFF.search(case.candidate.text):
        return False
    here = any(phrases(f"vetoes.{name}").search(case.after) for name in ("present", "exercise"))
    return bool(here or phrases("vetoes.present_before").search(case.before))


def _is_standing(case: Case) -> bool:
    """Tell what is called off, a programme's every year, and goals that others have set."""
    if case.money:
        return False
    if phrases("vetoes.called_off").match(case.after):
        return True
    if phrases("vetoes.goal_of_others").search(case.before):
        return True
    ours = "tense:present" in case.answers and "announced" not in case.answers
    return ours and bool(phrases("vetoes.standing").search(case.after))


def _is_bought_by_aid(case: Case) -> bool:
    """Tell goods without a number that a sum told before will buy."""
    if case.money:
        return False
    if phrases("vetoes.able").search(case.before):
        return True
    if case.candidate.goods is None or case.candidate.counted:
        return False
    bought = phrases("vetoes.bought_by_aid").search(text_of(case.candidate.sentence))
    return bool(bought or phrases("vetoes.carried").search(case.before))


def _is_history(case: Case) -> bool:
    """Tell a gift of years ago, dated or told to honour a friendship, from a running total."""
    total = case.money and "sentence:since" in case.answers
    dated = "sense:historical" in case.answers and bool(_IN_YEAR.match(case.after))
    return ("sense:distant" in case.answers or dated) and not total


def _is_reward(case: Case) -> bool:
    reward = phrases("vetoes.reward")
    return bool(reward.search(case.before[-120:]) or reward.search(case.after[:160]))


def _is_open(case: Case) -> bool:
    if phrases("vetoes.sought").search(case.before[-100:]) and case.money:
        return True
    if phrases("vetoes.unsettled").match(case.after):
        return True
    limited = phrases("vetoes.limited").match(case.after)
    return bool(limited or phrases("vetoes.open").search(case.before[-70:]))


def _is_old_news_of_others(case: Case) -> bool:
    return {"pledger:other", "sense:historical"} <= case.answers


def _is_hypothetical(case: Case) -> bool:
    """Tell what somebody could give, or would if something else came about."""
    if _COULD.search(case.before):
        return True
    return bool(_WOULD.search(case.before)) and bool(_IF.search(case.after))


def _is_by_many(case: Case) -> bool:
    """Tell what "donors" gave, none of whom is named."""
    if "pledger:other" in case.answers or not case.money:
        return False
    many = phrases("vetoes.crowd_before").search(case.before)
    return bool(many or phrases("vetoes.crowd").match(case.after))


def _is_question(case: Case) -> bool:
    return text_of(case.candidate.sentence).rstrip(' "”’').endswith("?")


_RULES: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("spent at home", _spent_at_home),
    ("for its own people or offices", _is_for_own_people),
    ("in its own budget, for nobody abroad", _is_in_own_budget),
    ("in the money of home, for nobody abroad", _is_own_soft_money),
    ("a firm's or a charity's, no government's", _is_private),
    ("a price", is_price),
    ("a figure of the economy", is_statistic),
    ("a cost, or how much more than before", is_cost),
    ("money that is held, or private investment", is_held),
    ("nobody gives it", _nobody_gives),
    ("people who are there, nobody is sent", _is_presence),
    ("what a programme does every year", _is_standing),
    ("goods that the aid told before will buy", _is_bought_by_aid),
    ("history", _is_history),
    ("a reward or a fine", _is_reward),
    ("from many, none of them named", _is_by_many),
    ("only asked about", _is_question),
    ("only what could be given", _is_hypothetical),
    ("asked for, needed or under discussion", _is_open),
    ("another's promise of years ago", _is_old_news_of_others),
)


def veto(candidate: Candidate, answers: frozenset[str]) -> str:
    """Give the reason why a candidate cannot be a pledge; "" when there is none."""
    sentence = candidate.sentence
    text = text_of(sentence)
    before = text[: candidate.start - sentence.start_char]
    after = text[candidate.end - sentence.start_char :]
    case = Case(candidate, before, after, answers)
    return next((reason for reason, applies in _RULES if applies(case)), "")
