"""Ids of practices, each given once in a catalogue."""

import hashlib
from dataclasses import replace

from pipeline.work import Processed


def with_free_ids(one: Processed, taken: set[str]) -> Processed:
    """The same with other ids for practices whose id is taken; adds its ids to `taken`.

    A document that went on under its ids leaves them when its old bytes come back at another place.
    """
    changed = {}
    for practice in one.practices:
        given = practice.practice_id
        while given in taken:
            given = "gp-" + hashlib.sha256(f"{given}|{one.item.sha256}".encode()).hexdigest()[:10]
        taken.add(given)
        if given != practice.practice_id:
            changed[practice.practice_id] = given
    if not changed:
        return one
    return replace(
        one,
        practices=tuple(replace(p, practice_id=changed.get(p.practice_id, p.practice_id)) for p in one.practices),
        passages=tuple(
            replace(p, practice_id=given, passage_id=p.passage_id.replace(p.practice_id, given, 1))
            for p in one.passages
            for given in [changed.get(p.practice_id, p.practice_id)]
        ),
    )
