# The steps of the funnel again, from the data beside this notebook.
import itertools
import re


def level(events, steps, window):
    """How many steps in order, each within the window of the first."""
    best = 0
    for place, (start, first) in enumerate(events):
        if first != steps[0]:
            continue
        reached = 1
        for moment, name in events[place + 1 :]:
            if moment - start > window or reached == len(steps):
                break
            reached += name == steps[reached]
        best = max(best, reached)
    return best


def recount(funnel, bots):
    names = [re.fullmatch(r"event:([\w.]+)", step["expression"]) for step in funnel["steps"]]
    plain = funnel["unit"] == "session" and funnel["order"] == "ordered" and all(names)
    special = funnel["tolerance_s"] or funnel["universe"] or funnel["optional_steps"]
    if not plain or special or funnel["exclusions"]:
        return None
    steps = [name[1] for name in names]
    marks = ", ".join("?" for _ in steps)
    rows = data.execute(
        "select event.session, event.time_ns, event.name from event"
        " join session on session.id = event.session"
        f" where event.name in ({marks}) and (? or session.bot = 0)"
        " order by event.session, event.time_ns, event.rowid",
        [*steps, bots],
    )
    counts = [0] * len(steps)
    for _, events in itertools.groupby(rows, key=lambda row: row[0]):
        reached = level([row[1:] for row in events], steps, round(funnel["window_s"] * 1e9))
        for step in range(reached):
            counts[step] += 1
    return counts


if data:
    arms = own["funnel"]
    left_out = arms["with_error"]["bots_left_out"] + arms["without_error"]["bots_left_out"]
    counts = recount(arms["with_error"], left_out == 0)
    pairs = zip(arms["with_error"]["steps"], arms["without_error"]["steps"])
    for (one, other), now in zip(pairs, counts or []):
        compare(one["name"], one["count"] + other["count"], now)
