# The figures of the error again, from the data beside this notebook.
def compare(name, told, now):
    print(f"{name}: {told:,}" + (", the same" if told == now else f", but {now:,} in the data"))


if data:
    group = own["error_group"]
    part = data.execute("select value from export_info where key = 'part'").fetchone()[0]
    again = data.execute(
        "select count(*), count(distinct session), count(distinct user)"
        " from error_occurrence where error_group = ? and bot = 0",
        [group["id"]],
    ).fetchone()
    for name, now in zip(("count", "sessions", "users"), again):
        if part == "everything":
            compare(name, group[name], now)
        else:
            print(f"{name}: {now:,} in this part of the store")
