# Who entered and who converted of each segment again, from the data beside this notebook.
columns = {
    "plan.tier": "plan",
    "device.type": "device",
    "geo.country.iso_code": "country",
    "service.version": "version",
    "deployment.environment.name": "environment",
}
if reached is not None:
    values = {
        row[0]: row[1:]
        for row in data.execute("select id, " + ", ".join(columns.values()) + " from session")
    }
    for field in own["funnel_by_segment"]["fields"]:
        if field["field"] not in columns:
            continue
        place = list(columns).index(field["field"])
        for told in field["values"]:
            # Spellings of a word that differ in case only are one value.
            wanted = (told["value"] or "").casefold()
            ours = {
                session: steps
                for session, steps in reached.items()
                if (values[session][place] or "").casefold() == wanted
            }
            now = counts_of(ours, len(told["with"]), hit)
            name = f"{columns[field['field']]} {told['value'] or '(none)'}"
            for arm, words in enumerate(("with", "without")):
                compare(f"{name}, {words} the error: entered", told[words][0], now[0][arm])
                compare(f"{name}, {words} the error: converted", told[words][-1], now[-1][arm])
