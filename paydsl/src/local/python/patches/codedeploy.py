"""CodeDeploy."""

import json
import time

from moto.codedeploy.models import Application, CodeDeployBackend, DeploymentGroup, DeploymentInfo
from moto.codedeploy.responses import CodeDeployResponse


def apply():
    times_are_numbers()
    deleting()
    only_what_was_given()


def times_are_numbers():
    """The SDK could not read an application: its time came as text, and AWS sends seconds."""
    for kind in (Application, DeploymentInfo):
        kind.to_dict = with_numbers(kind.to_dict)


def with_numbers(to_dict):
    def converted(self):
        now = self.__dict__.setdefault("paydsl_created", time.time())
        return {
            key: now if key.lower().endswith("time") and isinstance(value, str) else value
            for key, value in to_dict(self).items()
        }

    return converted


def deleting():
    """aws_codedeploy_app and aws_codedeploy_deployment_group could not be destroyed."""

    def delete_group(self):
        groups = self.codedeploy_backend.deployment_groups.get(self._get_param("applicationName"), {})
        groups.pop(self._get_param("deploymentGroupName"), None)
        return json.dumps({"hooksNotCleanedUp": []})

    def delete_application(self):
        name = self._get_param("applicationName")
        self.codedeploy_backend.applications.pop(name, None)
        self.codedeploy_backend.deployment_groups.pop(name, None)
        return "{}"

    CodeDeployResponse.delete_deployment_group = delete_group
    CodeDeployResponse.delete_application = delete_application


# Parts of a deployment group that AWS does not answer with when they were not given.
OPTIONAL = ("blueGreenDeploymentConfiguration", "deploymentStyle", "ec2TagSet", "loadBalancerInfo", "onPremisesTagSet")


def only_what_was_given():
    """aws_codedeploy_deployment_group planned the removal of an empty load balancer, which it had not made; and
    its alarms were not given back."""
    to_dict = DeploymentGroup.to_dict

    def with_alarms(self):
        alarms = self.alarm_configuration
        if alarms is not None and not isinstance(alarms, dict):
            alarms = {
                "alarms": alarms.alarms,
                "enabled": alarms.enabled,
                "ignorePollAlarmFailure": alarms.ignore_poll_alarm_failure,
            }
        result = {**to_dict(self), "alarmConfiguration": alarms or {}}
        return {key: value for key, value in result.items() if value or key not in OPTIONAL}

    DeploymentGroup.to_dict = with_alarms
