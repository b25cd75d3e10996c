"""Application Auto Scaling."""

import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from .support import memory


def apply():
    """aws_appautoscaling_target failed with 500: tags were not known at all."""

    def tags_of(self):
        return memory(self.applicationautoscaling_backend, "tags").setdefault(self._get_param("ResourceARN"), {})

    def list_tags(self):
        return json.dumps({"Tags": tags_of(self)})

    def tag(self):
        tags_of(self).update(self._get_param("Tags") or {})
        return "{}"

    def untag(self):
        for key in self._get_param("TagKeys") or []:
            tags_of(self).pop(key, None)
        return "{}"

    register = ApplicationAutoScalingResponse.register_scalable_target

    def register_with_tags(self):
        answer = register(self)
        tags = self._get_param("Tags")
        if tags:
            arn = json.loads(answer)["ScalableTargetARN"]
            memory(self.applicationautoscaling_backend, "tags").setdefault(arn, {}).update(tags)
        return answer

    ApplicationAutoScalingResponse.register_scalable_target = register_with_tags
    ApplicationAutoScalingResponse.list_tags_for_resource = list_tags
    ApplicationAutoScalingResponse.tag_resource = tag
    ApplicationAutoScalingResponse.untag_resource = untag
