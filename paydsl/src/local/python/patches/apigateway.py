"""API Gateway."""

import json

from moto.apigateway.models import RestAPI
from moto.apigateway.responses import APIGatewayResponse


def apply():
    policy_with_escaped_quotes()
    changed_model()


def policy_with_escaped_quotes():
    """The policy of aws_api_gateway_rest_api never planned clean: AWS gives it back with its quotes escaped,
    and the provider takes the escapes away."""
    to_dict = RestAPI.to_dict

    def escaped(self):
        result = to_dict(self)
        if result.get("policy"):
            result["policy"] = json.dumps(result["policy"])[1:-1]
        return result

    RestAPI.to_dict = escaped


def changed_model():
    """Changing aws_api_gateway_model failed with 500: not implemented."""

    def update_model(self):
        _, _, rest_api_id, _, model_name = self.path.rstrip("/").split("/")
        model = self.backend.get_model(rest_api_id, model_name)
        for operation in self._get_param("patchOperations"):
            setattr(model, operation["path"].strip("/"), operation.get("value"))
        return json.dumps(model.to_json())

    APIGatewayResponse.update_model = update_model
