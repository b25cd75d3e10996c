"""Lambda."""

import json
from urllib.parse import unquote

from moto.awslambda import urls
from moto.awslambda.exceptions import GenericResourcNotFound, UnknownPolicyException
from moto.awslambda.models import EventSourceMapping, LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.utils import iso_8601_datetime_without_milliseconds, utcnow
from moto.ec2.models import ec2_backends
from moto.sqs.models import Queue

from .support import body_of, memory, not_found


def apply():
    remember_configuration()
    network_of_the_subnets()
    policy_for_each_qualifier()
    provisioned_concurrency()
    event_source_mapping_keeps_its_alias()
    no_delivery()


# Attributes of a function that moto takes and forgets.
FORGOTTEN = ("KMSKeyArn", "DeadLetterConfig", "LoggingConfig", "FileSystemConfigs", "SnapStart")


def remember_configuration():
    """kms_key_arn, dead_letter_config, logging_config, snap_start and file systems were not given back; the
    tracing mode and the ephemeral storage could not be changed."""
    init, configuration, update = (
        LambdaFunction.__init__,
        LambdaFunction.get_configuration,
        LambdaFunction.update_configuration,
    )

    def created(self, account_id, spec, *arguments, **options):
        init(self, account_id, spec, *arguments, **options)
        self.paydsl_configuration = {name: spec[name] for name in FORGOTTEN if spec.get(name)}

    def completed(self, *arguments, **options):
        return {**configuration(self, *arguments, **options), **remembered(self)}

    def updated(self, config_updates):
        for name in FORGOTTEN:
            if name in config_updates:
                self.paydsl_configuration = {**self.paydsl_configuration, name: config_updates[name]}
        if config_updates.get("TracingConfig"):
            self.tracing_config = config_updates["TracingConfig"]
        if config_updates.get("EphemeralStorage"):
            self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
        update(self, config_updates)
        return self.get_configuration()

    LambdaFunction.__init__ = created
    LambdaFunction.get_configuration = completed
    LambdaFunction.update_configuration = updated


def remembered(function):
    """The forgotten part of a function's configuration, in the form in which AWS gives it back."""
    kept = {name: value for name, value in function.paydsl_configuration.items() if value}
    if not kept.get("DeadLetterConfig", {}).get("TargetArn"):
        kept.pop("DeadLetterConfig", None)
    logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.function_name}"}
    logging.update(kept.get("LoggingConfig", {}))
    if logging["LogFormat"] == "JSON":
        logging = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **logging}
    kept["LoggingConfig"] = logging
    if "SnapStart" in kept:
        applies = kept["SnapStart"].get("ApplyOn") == "PublishedVersions" and function.version != "$LATEST"
        kept["SnapStart"] = {**kept["SnapStart"], "OptimizationStatus": "On" if applies else "Off"}
    return kept


def network_of_the_subnets():
    """A function in a VPC claimed one made up network, whatever its subnets were."""
    vpc_config = LambdaFunction.vpc_config.fget

    def real(self):
        config = vpc_config(self)
        if config and config.get("SubnetIds"):
            subnets = ec2_backends[self.account_id][self.region].describe_subnets(subnet_ids=config["SubnetIds"])
            config["VpcId"] = subnets[0].vpc_id
        return config

    LambdaFunction.vpc_config = property(real)


def policy_for_each_qualifier():
    """The same statement id on a function and on its alias was one statement: terraform replaced it at each
    plan. AWS keeps a policy for each qualifier."""

    def get_policy(self, function_name, qualifier=None):
        function = self._lambdas.get_function_by_name_or_arn_with_qualifier(function_name, qualifier)
        statements = [each for each in function.policy.statements if qualifier_of(each) == qualifier]
        if not statements:
            raise GenericResourcNotFound()
        policy = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
        return json.dumps({"Policy": json.dumps(policy), "RevisionId": function.policy.revision})

    def remove_permission(self):
        function_name = unquote(self.path.split("/")[-3])
        statement_id = self.path.split("/")[-1].split("?")[0]
        qualifier = self.querystring.get("Qualifier", [None])[0]
        policy = self.backend.get_function(function_name, qualifier).policy
        kept = [each for each in policy.statements if (each["Sid"], qualifier_of(each)) != (statement_id, qualifier)]
        if len(kept) == len(policy.statements):
            raise UnknownPolicyException()
        # The list is shared by a function and its versions.
        policy.statements[:] = kept
        return 204, {"status": 204}, "{}"

    LambdaBackend.get_policy = get_policy
    LambdaResponse.remove_permission = remove_permission


def qualifier_of(statement):
    """The alias or version a statement is for: what stands behind arn:…:function:NAME."""
    parts = statement["Resource"].split(":")
    return parts[7] if len(parts) > 7 else None


def provisioned_concurrency():
    """aws_lambda_provisioned_concurrency_config was answered with 404. Ready at once: nothing is warmed."""

    def identity(self):
        return unquote(self.path.split("/")[-2]).split(":")[-1], self.querystring.get("Qualifier", [None])[0]

    def answer(requested):
        return {
            "RequestedProvisionedConcurrentExecutions": requested,
            "AvailableProvisionedConcurrentExecutions": requested,
            "AllocatedProvisionedConcurrentExecutions": requested,
            "Status": "READY",
            "LastModified": iso_8601_datetime_without_milliseconds(utcnow()),
        }

    def put(self):
        function_name, qualifier = identity(self)
        self.backend.get_function(function_name, qualifier)
        requested = body_of(self)["ProvisionedConcurrentExecutions"]
        memory(self.backend, "provisioned_concurrency")[(function_name, qualifier)] = requested
        return 202, {"status": 202}, json.dumps(answer(requested))

    def get(self):
        requested = memory(self.backend, "provisioned_concurrency").get(identity(self))
        if requested is None:
            raise not_found(
                "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function"
            )
        return json.dumps(answer(requested))

    def delete(self):
        memory(self.backend, "provisioned_concurrency").pop(identity(self), None)
        return 204, {"status": 204}, ""

    LambdaResponse.put_provisioned_concurrency_config = put
    LambdaResponse.get_provisioned_concurrency_config = get
    LambdaResponse.delete_provisioned_concurrency_config = delete
    path = r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency/?$"
    urls.url_paths[path] = LambdaResponse.dispatch


def event_source_mapping_keeps_its_alias():
    """aws_lambda_event_source_mapping of an alias planned a change each time: the version behind came back."""
    configuration, update = EventSourceMapping.get_configuration, LambdaBackend.update_event_source_mapping

    def with_alias(self):
        result = configuration(self)
        _, separator, qualifier = without_arn(self.function_name).partition(":")
        if separator:
            result["FunctionArn"] = ":".join([*self.function_arn.split(":")[:7], qualifier])
        return result

    def updated(self, uuid, spec):
        mapping = update(self, uuid, spec)
        if mapping and spec.get("FunctionName"):
            mapping.function_name = spec["FunctionName"]
        return mapping

    EventSourceMapping.get_configuration = with_alias
    LambdaBackend.update_event_source_mapping = updated


def without_arn(function_name):
    """The part of a function's name or ARN that begins with the name."""
    return function_name.split(":function:")[-1]


def no_delivery():
    """Whoever sent a message waited while moto started Docker for each mapping of the queue, and had nothing from it.
    Here no code runs: messages stay in their queue for whoever polls it, as `lambda-runner` does."""
    Queue.lambda_event_source_mappings = property(lambda _self: {}, lambda _self, _mappings: None)
