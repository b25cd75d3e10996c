"""ECS."""

from moto.ecs.models import Service
from moto.ecs.responses import EC2ContainerServiceResponse

# Attributes of a service that moto takes and forgets, with what AWS answers when they are not given.
FORGOTTEN = {
    "availabilityZoneRebalancing": ("availability_zone_rebalancing", "DISABLED"),
    "deploymentConfiguration": ("deployment_configuration", None),
    "enableECSManagedTags": ("enable_ecs_managed_tags", None),
    "enableExecuteCommand": ("enable_execute_command", None),
    "healthCheckGracePeriodSeconds": ("health_check_grace_period_seconds", None),
    "capacityProviderStrategy": ("capacity_provider_strategy", None),
}


def apply():
    """aws_ecs_service planned a change of availability_zone_rebalancing each time: it was not given back."""
    for name, (attribute, default) in FORGOTTEN.items():
        if not hasattr(Service, attribute):
            setattr(Service, attribute, default)
    EC2ContainerServiceResponse.create_service = remembering(EC2ContainerServiceResponse.create_service)
    EC2ContainerServiceResponse.update_service = remembering(EC2ContainerServiceResponse.update_service)


def remembering(method):
    def remembered(self):
        answer = method(self)
        service = answer.result["service"]
        for name, (attribute, _default) in FORGOTTEN.items():
            value = self._get_param(name)
            if value is not None:
                setattr(service, attribute, value)
        return answer

    return remembered
