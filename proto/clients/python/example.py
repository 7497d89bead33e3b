#!/usr/bin/python3
"""Logs reach and reads the quarter's figures of an organisation.

    CHAMPIONS_ADDRESS=host:port CHAMPIONS_CA=ca.pem CHAMPIONS_TOKEN=... \\
        example.py ORGANISATION PROGRAMME DATE QUARTER PEOPLE
"""

import os
import sys
import uuid

from champions.v1 import reach_service_pb2 as reach
from champions.v1 import report_service_pb2 as report
from champions_client import ChampionsError, Client, InvalidArgument, Options


def run(client: Client, organisation: str, programme: str, date: str, quarter: str, people: int) -> None:
    # Kept with the session's notes, this id lets the program be run again without counting twice.
    request_id = str(uuid.uuid4())
    logged = client.reach.LogReach(
        reach.LogReachRequest(
            request_id=request_id,
            reach=reach.Reach(
                organisation=organisation,
                programme=programme,
                occurred_on=date,
                mode=reach.REACH_MODE_GROUP,
                topic=reach.REACH_TOPIC_MENTAL_HEALTH,
                people=people,
            ),
        )
    ).reach
    print(f"logged {logged.people} people of {logged.organisation} on {logged.occurred_on}")

    totals = client.reports.GetTotals(
        report.GetTotalsRequest(
            quarter=quarter, filters=report.TotalsFilters(organisations=[organisation])
        )
    ).total
    print(f"{quarter}: {totals.reached} reached, {totals.reached_to_date} to date")


def main() -> int:
    if len(sys.argv) != 6:
        print(__doc__, file=sys.stderr)
        return 2
    options = Options(
        address=os.environ["CHAMPIONS_ADDRESS"],
        ca_file=os.environ.get("CHAMPIONS_CA"),
        token=os.environ["CHAMPIONS_TOKEN"],
    )
    organisation, programme, date, quarter, people = sys.argv[1:]
    try:
        with Client(options) as client:
            run(client, organisation, programme, date, quarter, int(people))
    except InvalidArgument as error:
        for violation in error.field_violations:
            print(f"please correct {violation.field}: {violation.description}", file=sys.stderr)
        return 1
    except ChampionsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
