#!/usr/bin/env python3
"""make_trace.py SPANS OUT.jsonl   one trace of so many spans as OTLP JSON lines, a thousand a line.

A session's click, a tree of four children each over eight services, every 97th span failed with an
exception. The same bytes for the same number.
"""
import json
import sys

PER_LINE = 1000
CHILDREN = 4
START = 1_790_812_800_000_000_000
TRACE = "5eed" * 8


def span(number):
    depth, first = 0, 0
    while number > first:
        first = first * CHILDREN + 1
        depth += 1
    failed = number % 97 == 96
    begin = START + number * 1000
    made = {
        "traceId": TRACE,
        "spanId": f"{number + 1:016x}",
        "parentSpanId": f"{(number - 1) // CHILDREN + 1:016x}" if number else "",
        "name": f"step {number % 50}",
        "kind": 2,
        "startTimeUnixNano": str(begin),
        "endTimeUnixNano": str(begin + max(1, 10_000_000_000 >> depth)),
        "status": {"code": 2 if failed else 0},
    }
    if number == 0:
        made["attributes"] = [{"key": "session.id", "value": {"stringValue": "s_large"}}]
    if failed:
        made["events"] = [
            {
                "name": "exception",
                "timeUnixNano": str(begin + 1),
                "attributes": [
                    {"key": "exception.type", "value": {"stringValue": "Timeout"}},
                    {"key": "exception.message", "value": {"stringValue": "upstream took too long"}},
                ],
            }
        ]
    return made


def main(spans, out):
    with open(out, "w", encoding="utf-8") as file:
        for first in range(0, spans, PER_LINE):
            numbers = range(first, min(first + PER_LINE, spans))
            service = f"service-{first // PER_LINE % 8}"
            resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
            scope = {"spans": [span(number) for number in numbers]}
            line = {"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


main(int(sys.argv[1]), sys.argv[2])
