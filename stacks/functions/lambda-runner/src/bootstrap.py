"""Lambda's managed Python runtime as far as a function notices: loads `module.function` and speaks the Runtime API."""

import http.client
import importlib
import json
import os
import sys
import time
import traceback

PREFIX = "/2018-06-01/runtime/"


class Context:
    """What a handler gets beside its event."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def main():
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(os.environ["_HANDLER"])
    except BaseException as error:
        post(connection, "init/error", failure(error))
        sys.exit(1)
    while True:
        serve_one(connection, handler)


def load(name):
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    module, function = name.rsplit(".", 1)
    return getattr(importlib.import_module(module.replace("/", ".")), function)


def serve_one(connection, handler):
    connection.request("GET", PREFIX + "invocation/next")
    answer = connection.getresponse()
    event, headers = answer.read(), answer.headers
    if answer.status != 200:
        sys.exit(1)
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    invocation = "invocation/" + headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        outcome = json.dumps(handler(json.loads(event), Context(headers)))
    except Exception as error:
        traceback.print_exc()
        post(connection, invocation + "/error", failure(error))
    else:
        post(connection, invocation + "/response", outcome)


def failure(error):
    return json.dumps(
        {
            "errorType": type(error).__name__,
            "errorMessage": str(error),
            "stackTrace": traceback.format_exception(error),
        }
    )


def post(connection, path, body):
    connection.request("POST", PREFIX + path, body.encode(), {"Content-Type": "application/json"})
    connection.getresponse().read()


main()
