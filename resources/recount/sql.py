# The question of cell {cell} again, from the data beside this notebook.
if data:
    told = own["cell_{cell}"]["rows"]
    try:
        rows = [list(row) for row in data.execute(own["cell_{cell}_sql"])]
        same = sorted(map(repr, rows[: len(told)])) == sorted(map(repr, told))
        print(f"{len(rows):,} rows,", "the same" if same else "other than those kept")
    except sqlite3.Error as problem:
        print("cannot be asked there:", problem)
