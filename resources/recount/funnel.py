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


def levels(funnel, bots, settled):
    """How many steps each session reached that reached any; None where a funnel is not plain."""
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
        f" where event.name in ({marks}) and (? or session.bot = 0) and session.end_ns <= ?"
        " order by event.session, event.time_ns, event.rowid",
        [*steps, bots, settled],
    )
    reached = {}
    for session, events in itertools.groupby(rows, key=lambda row: row[0]):
        reached[session] = level([row[1:] for row in events], steps, round(funnel["window_s"] * 1e9))
    return reached


def counts_of(reached, steps, hit):
    """Per step how many sessions reached it, those that met the error and the others."""
    counts = [[0, 0] for _ in range(steps)]
    for session, last in reached.items():
        for step in range(last):
            counts[step][0 if session in hit else 1] += 1
    return counts


reached = None
if data:
    arms = own["funnel"]
    left_out = arms["with_error"]["bots_left_out"] + arms["without_error"]["bots_left_out"]
    met = data.execute(
        "select distinct session from error_occurrence where error_group = ?",
        [own["error_group"]["id"]],
    )
    hit = {row[0] for row in met}
    reached = levels(arms["with_error"], left_out == 0, arms["settled_ns"])
if reached is not None:
    counts = counts_of(reached, len(arms["with_error"]["steps"]), hit)
    pairs = zip(arms["with_error"]["steps"], arms["without_error"]["steps"])
    for (one, other), now in zip(pairs, counts):
        compare(one["name"], one["count"] + other["count"], sum(now))
        compare("    with the error", one["count"], now[0])
        compare("    without it", other["count"], now[1])
    share = [100 * last / max(first, 1) for first, last in zip(counts[0], counts[-1])]
    print(f"converted: {share[0]:.1f}% with the error, {share[1]:.1f}% without it")
