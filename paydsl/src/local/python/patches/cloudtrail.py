"""CloudTrail."""

import json

from moto.cloudtrail.models import CloudTrailBackend
from moto.cloudtrail.responses import CloudTrailResponse


def apply():
    trails_by_arn()
    describe_only_what_is_asked_for()


def trails_by_arn():
    """aws_cloudtrail failed with 500: the provider names a trail by its ARN where moto took names only."""
    for name in ("start_logging", "stop_logging", "delete_trail"):
        setattr(CloudTrailBackend, name, by_name_or_arn(getattr(CloudTrailBackend, name)))


def by_name_or_arn(method):
    def resolved(self, name):
        return method(self, self.get_trail(name).trail_name)

    return resolved


def describe_only_what_is_asked_for():
    """A second aws_cloudtrail failed: asked for one trail, moto answered with all."""
    describe = CloudTrailResponse.describe_trails

    def describe_named(self):
        names = self._get_param("trailNameList")
        answer = json.loads(describe(self))
        if names:
            answer["trailList"] = [each for each in answer["trailList"] if {each["Name"], each["TrailARN"]} & set(names)]
        return json.dumps(answer)

    CloudTrailResponse.describe_trails = describe_named
