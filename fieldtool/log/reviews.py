"""Reviews: what a coordinator says of an interview, and what its facilitator asks of her.

Where an interview stands is a function of the set of its revisions, reviews and requests, whatever
order they came in: what says something names in `parents` all that its writer had seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields
from fieldtool.log.kinds import Revision
from fieldtool.log.sealed import BOX
from fieldtool.problems import Code, Problem

REVIEW = "review"  # subject: the interview; in the logs `to/…` of those who wrote it alone
REQUEST = "request"  # subject: the interview; in `workspace/…` alone

# What of their payloads stays in clear where interviews are sealed.
REVIEW_CLEAR, REQUEST_CLEAR = ("review", "verdict"), ("reason", "wish")

APPROVE, RETURN, REJECT = "approve", "return", "reject"
# Of two that have not seen each other, after a hub was restored, the first one here holds.
VERDICTS = (RETURN, REJECT, APPROVE)

CORRECT, CANCEL = "correct", "cancel"
# Why a facilitator asks for something, by what it is.
REASONS: Mapping[str, tuple[str, ...]] = {
    CORRECT: ("mistake", "missing"),
    CANCEL: ("withdrawn", "wrong", "twice", "test"),
}

# Where an interview stands; empty while nobody has said anything of it.
APPROVED, REJECTED, RETURNED = "approved", "rejected", "returned"
ANSWERED = "answered"  # it was returned, and somebody went through it again
CHANGED = "changed"  # it was approved or rejected, and is another one since
ASKED = "asked"  # its facilitator asked for something and has no answer
STANDINGS = (ASKED, ANSWERED, CHANGED, RETURNED, APPROVED, REJECTED)
_SAID = {APPROVE: APPROVED, REJECT: REJECTED, RETURN: RETURNED}


@dataclass(frozen=True)
class Review:
    """What a coordinator says of an interview.

    Attributes:
        name: the same in every log that says it, and where it is said again after a restore.
        verdict: approve, return or reject.
        comments: path of a question to what is said of its answer.
        revision: what the interview says together, where it is returned: a laptop that destroyed
            its answers gets them back.
        by: code of whoever held it, where a coordinator chose who goes through it again.
    """

    name: str
    verdict: str
    comment: str = field(default="", repr=False)
    comments: dict[str, str] = field(default_factory=dict, repr=False)
    revision: Revision | None = field(default=None, repr=False)
    by: str = ""

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        content: dict[str, Encodable] = {
            "comment": self.comment,
            "comments": self.comments,
            "review": self.name,
            "verdict": self.verdict,
        }
        if self.by:
            content["by"] = self.by
        return {**content, "revision": self.revision.to_content()} if self.revision else content

    @classmethod
    def from_content(cls, interview: str, tree: Tree) -> Review:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, REVIEW)
        verdict = fields.text("verdict")
        if BOX in fields.tree and verdict in VERDICTS:
            return cls(fields.text("review"), verdict)  # what was said is sealed
        if verdict not in VERDICTS or (verdict == RETURN) != ("revision" in fields.tree):
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": REVIEW, "part": "verdict"})
        revision = (
            Revision.from_content(interview, fields.tree["revision"]) if verdict == RETURN else None
        )
        return cls(
            name=fields.text("review"),
            verdict=verdict,
            comment=fields.text("comment"),
            comments=fields.texts("comments"),
            revision=revision,
            by=fields.text("by", ""),
        )


@dataclass(frozen=True)
class Request:
    """What a facilitator asks of the coordinator: to correct an interview, or to cancel it."""

    wish: str
    reason: str
    comment: str = field(default="", repr=False)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"comment": self.comment, "reason": self.reason, "wish": self.wish}

    @classmethod
    def from_content(cls, tree: Tree) -> Request:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, REQUEST)
        said = "" if BOX in fields.tree else fields.text("comment")
        return cls(fields.text("wish"), fields.text("reason"), said)


def wish_of(reason: str) -> str:
    """Return what is asked for with *reason*; empty where it is none."""
    return next((wish for wish, reasons in REASONS.items() if reason in reasons), "")


@dataclass(frozen=True)
class Said:
    """One entry that is a review or a request, as far as it decides where the interview stands.

    Attributes:
        name, verdict: of a review; both empty for a request.
    """

    id: str
    parents: tuple[str, ...]
    name: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Standing:
    """Where an interview stands.

    Attributes:
        state: one of STANDINGS, or empty; an open request comes first.
        verdict: of the review that holds; empty where there is none.
        holding: the entries that say it.
        is_returned: it was returned, and nobody has gone through it again.
        asked: requests that no review has seen.
        last: all that a review written now has to name, beside revisions.
    """

    state: str = ""
    verdict: str = ""
    holding: frozenset[str] = frozenset()
    is_returned: bool = False
    asked: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()


def standing(said: Collection[Said], heads: Collection[str], seen: Collection[str]) -> Standing:
    """Return where an interview stands of which *said* is known.

    *heads* are the revisions that no other has seen; *seen* is all that any revision names as its
    parents: whoever goes through a returned interview again names what returned it.
    """
    if not said:
        return Standing()
    reviews: dict[str, list[Said]] = {}
    for one in said:
        if one.verdict:
            reviews.setdefault(one.name, []).append(one)
    known = {name: _known(some) for name, some in reviews.items()}
    looked_at = frozenset().union(*known.values())
    asked = frozenset(one.id for one in said if not one.verdict) - looked_at
    last = {
        name: frozenset(one.id for one in some)
        for name, some in reviews.items()
        if not looked_at & {one.id for one in some}
    }
    if not last:
        return Standing(ASKED if asked else "", asked=asked, last=asked)
    holds = min(last, key=lambda name: (VERDICTS.index(reviews[name][0].verdict), name))
    verdict, entries = reviews[holds][0].verdict, last[holds]
    if verdict == RETURN:
        state = ANSWERED if entries & set(seen) else RETURNED
    else:
        state = CHANGED if set(heads) - known[holds] else _SAID[verdict]
    return Standing(
        state=ASKED if asked else state,
        verdict=verdict,
        holding=entries,
        is_returned=state == RETURNED,
        asked=asked,
        last=asked.union(*last.values()),
    )


def _known(some: list[Said]) -> frozenset[str]:
    """Return what a review has seen; the same one in another log does not count."""
    own = {one.id for one in some}
    return frozenset(parent for one in some for parent in one.parents) - own
