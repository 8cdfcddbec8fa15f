"""Which entries of a feed are news. Pure.

The rules were measured on 257 days of a ministry's feed, and on series of captures of many tricks:
an entry is named by its key for good, however often it leaves the feed and comes back; a link
alone proves nothing, since ministries give the same address to different releases; a title alone
proves nothing either. Together with the time of publication they prove it, whatever the key.
"""

from bot.identity.judging import Judged, Verdict, in_order, judge, overran
from bot.identity.known import Known, short
from bot.identity.likeness import folded, named_by_link, spellings
from bot.identity.memory import COPIED_WITHIN

__all__ = [
    "COPIED_WITHIN",
    "Judged",
    "Known",
    "Verdict",
    "folded",
    "in_order",
    "judge",
    "named_by_link",
    "overran",
    "short",
    "spellings",
]
