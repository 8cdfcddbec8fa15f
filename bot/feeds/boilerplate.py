"""Takes the letterhead and the footer off a release: labels, contacts, credits, share buttons.

Careful by design: a line that may state a fact stays. Quotes and datelines stay. Only whole lines
go, and nothing is rewritten.
"""

import re
from collections.abc import Callable
from itertools import pairwise

HEAD_LINES = 6  #: letterhead is looked for among so many first lines
LABEL_LENGTH = 80  #: longer lines are sentences, not labels
CREDIT_LENGTH = 140
SENTENCE_LENGTH = 50  #: shorter lines under "Contacts" are names and offices, full stop or not


def _whole(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(rf"\W*(?:{pattern})\W*", re.IGNORECASE)
    return lambda line: compiled.fullmatch(line) is not None


LABEL = _whole(
    r"(?:for immediate release|(?:joint )?(?:press|media|news)[ -](?:statement|release|note|"
    r"advisory|notice)s?(?: (?:no\.?|number)? ?[\w/.-]{1,12})?|news story|readout|fact ?sheet|"
    r"press corner|speech|official statement|check against delivery|transcript)"
)
OFFICE = _whole(
    r"office of (?:the )?(?:department |chief )?spokes(?:person|man|woman)|office of press "
    r"relations|office of (?:public affairs|communications)|(?:the )?press (?:office|service|"
    r"department)"
)
DAY = r"(?:\w+,? )?(?:\d{1,2}(?:st|nd|rd|th)? \w+|\w+ \d{1,2}(?:st|nd|rd|th)?),? \d{4}"
STAMP = _whole(
    rf"(?:(?:first )?published|last updated|updated|posted|release date|date published)(?: on)?"
    rf" ?:? ?(?:{DAY}|[\d./-]{{8,10}})(?:,? (?:at )?\d{{1,2}}[:.]\d{{2}}.{{0,12}})?"
)
ATTRIBUTION = _whole(
    r"the (?:below|following)(?: statement| text| readout)? (?:is|may be) (?:attributed|"
    r"attributable) to .{1,90}"
)
BYLINE = re.compile(
    r"(?:By|BY|Written by|Author|Authored by):? [A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]*|de|van|von|bin|"
    r"al|and)){1,5}(?:, [A-Z][\w ,'’&-]{2,50})?"
)
END = re.compile(
    r"(?:[-–—*#_=~\s]*(?:ENDS?|[Ee]nds?|-30-|– ?30 ?–)[-–—*#_=~.\s]*|"
    r"[-–—*#_=~•·]{3,}|(?:[*#_=-]\s?){2,})"
)
CREDIT = re.compile(
    r"\W*(?:(?:cover |main |header )?(?:picture|photo(?:graph)?|image|video|header image)s?"
    r"(?: (?:credit|source|copyright|courtesy of|by|©))+:?\s.{2,90}|credits?: .{2,90}|©.{2,90}|"
    r"copyright .{2,90}|(?:photo|picture|image)s?: [^.]{2,60}/[^.]{2,60})\W*",
    re.IGNORECASE,
)
NETWORK = "(?:twitter|facebook|instagram|linkedin|youtube|whatsapp|telegram|flickr|threads|bluesky)"
SOCIAL = _whole(
    r"(?:please )?(?:follow|like|find|join) (?:us|the \w+|@\w+)[^.]{0,80}(?:twitter|facebook|"
    r"instagram|x|linkedin|youtube|telegram|threads|bluesky|flickr)\b[^.]{0,80}|"
    rf"share (?:this|on|via)\b.{{0,60}}|{NETWORK}(?:\W{{1,5}}{NETWORK})*|(?:@\w{{2,30}}[\s,|/]*)+|"
    r"(?:print|e-?mail|download|share)(?: (?:this )?(?:page|pdf|article|release))?|tweet|"
    r"back to (?:top|news|list)|skip to .{2,40}|subscribe to .{2,60}|"
    r"(?:click here|read more|see more|learn more|find out more)(?: .{0,60})?"
)
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+")
PHONE = re.compile(r"(?<![\d.-])(?!\d{4}-\d\d-\d\d|\d{4}[-–]\d{4})\+?\(?\d[\d ()./–-]{6,20}\d")
CONTACT_WORD = re.compile(
    r"\b(?:contact|telephone|tel|phone|mobile|fax|e-?mail|switchboard|press (?:office|enquir|"
    r"inquir)\w*|media (?:office|enquir|inquir|relations|contact|team|centre|center)\w*|"
    r"(?:out|outside) of hours|hotline|duty (?:press )?officer|newsdesk|alternative number|"
    r"press and information|spokesperson|press secretary)\b",
    re.IGNORECASE,
)
CONTACTS = _whole(
    r"(?:media |press |further |general )?(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))"
    r"(?: (?:details|information|for (?:the )?(?:media|press|journalists)))?|"
    r"(?:for )?(?:media|press|further) (?:contacts?|enquiries|inquiries|information)"
    r"(?:,? (?:please )?(?:contact|call|e-?mail))?|contact information|press office"
)
LINKS = _whole(
    r"(?:associated|related|useful|further|external) (?:links?|products?|content|documents?|"
    r"articles?|news|stories|information|reading|topics)|see also|more news|"
    r"(?:tags?|topics?|keywords?|categor(?:y|ies)|share)(?:\s*:.{0,80})?|explore the topic"
)
NOTES = _whole(r"(?:background )?notes? (?:to|for) (?:the )?(?:editors?|the media|journalists)")
MONEY = re.compile(r"[$€£¥₹₩₺]|\d\s?(?:million|billion|crore|lakh|m\b|bn\b)", re.IGNORECASE)
# What may be a fact: money, a share, a count of something, a day, a verb of travel or giving.
FACT = re.compile(
    r"[$€£¥₹₩₺]|\d\s?(?:%|per ?cent|million|billion|trillion|crore|lakh|bn|m\b)|"
    r"(?-i:\b[A-Z]{3}\s?\d)|"
    r"\b\d++[,.]*+ [a-z]{3,}|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|"
    r"\b(?:visit|travel|met\b|meet|host|arriv|attend|pledg|commit|announc|provid|deliver|donat|"
    r"contribut|fund|grant|assist|support|sign|agree|welcom|launch|sent\b|send|said|says)",
    re.IGNORECASE,
)


def strip_boilerplate(text: str, title: str) -> str:
    """Return *text* without the lines that are about the release and not in it.

    *text* is plain, as `bot.feeds.clean.plain_text` makes it. A speaker's byline ("Jane Roe,
    Foreign Secretary") stays: it tells who "I" is. If nothing would be left, *text* comes back.
    """
    lines = text.split("\n")
    kept = _without_footer(_without_letterhead(lines, _bare(title)))
    return _joined(kept) or text


def _without_letterhead(lines: list[str], title: str) -> list[str]:
    seen = 0
    kept = []
    for line in lines:
        seen += bool(line.strip())
        if seen > HEAD_LINES or not _letterhead(line, title):
            kept.append(line)
    return kept


def _letterhead(line: str, title: str) -> bool:
    if not line:
        return False
    if title and _bare(line) == title:
        return True
    return ATTRIBUTION(line) or (
        len(line) <= LABEL_LENGTH
        and (LABEL(line) or OFFICE(line) or STAMP(line) or BYLINE.fullmatch(line) is not None)
    )


def _without_footer(lines: list[str]) -> list[str]:
    kept = []
    section = ""
    for line in lines:
        heading = _section(line)
        if heading:
            section = heading
        elif not line or not (_noise(line) or (section and _belongs(line, section))):
            # A sentence with facts ends lists of contacts and links, but not the notes.
            section = section if not line or section == "notes" else ""
            kept.append(line)
    return kept


def _section(line: str) -> str:
    """Tell which kind of footer this line is the heading of; empty for none."""
    if not line or len(line) > LABEL_LENGTH or FACT.search(line):
        return ""
    known = (("notes", NOTES), ("contacts", CONTACTS), ("links", LINKS))
    return next((name for name, heading in known if heading(line)), "")


def _noise(line: str) -> bool:
    if END.fullmatch(line):
        return True
    if len(line) <= CREDIT_LENGTH and (CREDIT.fullmatch(line) or SOCIAL(line)):
        return not MONEY.search(line)
    return _contact(line)


def _contact(line: str) -> bool:
    """Tell whether this line only says how to reach somebody."""
    if len(line) > CREDIT_LENGTH or MONEY.search(line):
        return False
    rest = PHONE.sub("", ADDRESS.sub("", line))
    if rest == line:
        return False
    return CONTACT_WORD.search(line) is not None or not re.search(r"\w{2,}|%", rest)


def _belongs(line: str, section: str) -> bool:
    """Tell whether a line under such a heading goes with it."""
    if FACT.search(line):
        return False
    sentence = line.rstrip('"”’)').endswith((".", "!", "?")) and len(line) > SENTENCE_LENGTH
    return section == "notes" or not sentence


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _joined(lines: list[str]) -> str:
    """Join lines; where lines went, no more than one blank line stays."""
    spaced = [line for before, line in pairwise(["", *lines]) if before or line]
    return "\n".join(spaced).strip()
