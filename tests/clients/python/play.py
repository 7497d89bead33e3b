#!/usr/bin/python3
"""Plays a scenario through the Python client; README.md one folder up explains its words.

Prints a line per step. Stops at the first step that goes another way than the scenario says.
"""

import argparse
import importlib
import json
import re
import sys
import uuid

from champions_client import ChampionsError, Client, Options, RetryPolicy
from google.protobuf import json_format

SERVICES = {
    "AccessService": "access",
    "OrganisationService": "organisations",
    "ProgrammeService": "programmes",
    "ReachService": "reach",
    "ReportService": "reports",
}


class Difference(Exception):
    """Something went another way than the scenario says."""


class Play:
    def __init__(self, arguments, scenario):
        self.arguments = arguments
        self.options = scenario.get("options", {})
        self.saved = {"run": arguments.run}
        self.clients = {}

    def client(self, token):
        if token not in self.clients:
            limits = {name: float(value) / 1000 for name, value in (
                ("deadline_s", self.options.get("deadlineMs", 60000)),
                ("attempt_timeout_s", self.options.get("attemptTimeoutMs", 15000)),
            )}
            self.clients[token] = Client(Options(
                address=self.arguments.address,
                ca_file=self.arguments.ca or None,
                token=token,
                stream_window=self.options.get("streamWindow", 100),
                retry=RetryPolicy(max_attempts=self.options.get("maxAttempts", 10)),
                **limits,
            ))
        return self.clients[token]

    def fill(self, value):
        """The value with every ${name} replaced."""
        if isinstance(value, dict):
            return {key: self.fill(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, str):
            return re.sub(r"\$\{([^}]+)\}", lambda found: self.named(found.group(1)), value)
        return value

    def named(self, name):
        if name.startswith("uuid.") and name not in self.saved:
            self.saved[name] = str(uuid.uuid4())
        return self.saved[name]

    def step(self, step):
        """Plays one step and returns what happened, in a few words."""
        client = self.client(self.fill(step.get("as", self.arguments.token)))
        try:
            if "stream" in step:
                answer = stream(client, self.fill(step["stream"]))
            elif "pages" in step:
                method, request = self.prepare(client, step["pages"], step)
                answer = [to_json(page) for page in client.pages(method, request)]
            else:
                method, request = self.prepare(client, step["call"], step)
                answer = to_json(method(request))
        except ChampionsError as error:
            if "refused" not in step:
                raise Difference(f"refused: {error}") from error
            compare(self.fill(step["refused"]), described(error), "error")
            return words(described(error))
        if "refused" in step:
            raise Difference(f"expected a refusal, found {json.dumps(answer)}")
        for expectation in ("expect", "acknowledged"):
            if expectation in step:
                compare(self.fill(step[expectation]), answer, "answer")
        if "moved" in step:
            self.compare_moved(step["moved"], answer)
        for name, path in step.get("save", {}).items():
            self.saved[name] = at(answer, path)
        if "stream" in step:
            return ", ".join(words(each["refused"]) if "refused" in each else "OK" for each in answer)
        return "OK"

    def prepare(self, client, call, step):
        service, method = call.split(".")
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", service).lower()
        module = importlib.import_module(f"champions.v1.{snake}_pb2")
        request = json_format.ParseDict(
            self.fill(step.get("request", {})), getattr(module, f"{method}Request")())
        return getattr(getattr(client, SERVICES[service]), method), request

    def compare_moved(self, moved, answer):
        before = self.saved[moved["since"]]
        for path, expected in moved.items():
            if path == "since":
                continue
            found = int(at(answer, path)) - int(at(before, path))
            if found != expected:
                raise Difference(f"{path} moved by {found}, expected {expected}")


def stream(client, items):
    module = importlib.import_module("champions.v1.reach_service_pb2")
    requests = (json_format.ParseDict(item, module.StreamReachRequest()) for item in items)
    answers = []
    for acknowledgement in client.stream_reach(requests):
        answer = {"requestId": acknowledgement.request_id}
        if acknowledgement.error is not None:
            answer["refused"] = described(acknowledgement.error)
        else:
            answer["reach"] = to_json(acknowledgement.reach)
        answers.append(answer)
    # The service acknowledges an item when it is durable, not in the order of the items.
    sent = [item["requestId"] for item in items]
    return sorted(answers, key=lambda answer: sent.index(answer["requestId"]))


def described(error):
    return {
        "code": error.code.name,
        "reason": error.reason,
        "fields": [violation.field for violation in error.field_violations],
        "metadata": dict(error.metadata),
    }


def words(refusal):
    return " ".join([refusal["code"], refusal["reason"], *refusal["fields"]]).replace("  ", " ").strip()


def to_json(message):
    return json_format.MessageToDict(message, including_default_value_fields=True)


def at(value, path):
    for part in path.split(".") if path else []:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def compare(expected, found, path):
    """The found value must hold at least what is expected; lists must have the same length."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key not in found:
                raise Difference(f"{path}.{key} is missing in {json.dumps(found)}")
            compare(value, found[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            raise Difference(f"{path} has {len(found)} entries, expected {len(expected)}: {json.dumps(found)}")
        for index, value in enumerate(expected):
            compare(value, found[index], f"{path}[{index}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        raise Difference(f"{path} is {json.dumps(found)}, expected {json.dumps(expected)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("address", "ca", "token", "run"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("scenario")
    arguments = parser.parse_args()
    with open(arguments.scenario, encoding="utf-8") as file:
        scenario = json.load(file)
    play = Play(arguments, scenario)
    for step in scenario["steps"]:
        try:
            print(f"{step['name']}: {play.step(step)}", flush=True)
        except Difference as difference:
            print(f"python: {step['name']}: {difference}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
