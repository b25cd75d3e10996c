"""CloudWatch Logs."""

import json
import time
import uuid

from moto.logs.responses import LogsResponse

from .support import memory


def apply():
    """aws_cloudwatch_query_definition was not implemented."""
    LogsResponse.put_query_definition = put
    LogsResponse.describe_query_definitions = describe
    LogsResponse.delete_query_definition = delete


def put(self):
    identity = self._get_param("queryDefinitionId") or str(uuid.uuid4())
    memory(self.logs_backend, "query_definitions")[identity] = {
        "queryDefinitionId": identity,
        "name": self._get_param("name"),
        "queryString": self._get_param("queryString"),
        "logGroupNames": self._get_param("logGroupNames") or [],
        "lastModified": int(time.time() * 1000),
    }
    return json.dumps({"queryDefinitionId": identity})


def describe(self):
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    definitions = memory(self.logs_backend, "query_definitions").values()
    return json.dumps({"queryDefinitions": [each for each in definitions if each["name"].startswith(prefix)]})


def delete(self):
    definitions = memory(self.logs_backend, "query_definitions")
    return json.dumps({"success": definitions.pop(self._get_param("queryDefinitionId"), None) is not None})
