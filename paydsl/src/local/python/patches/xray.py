"""X-Ray."""

import json
import time

from moto.core.exceptions import JsonRESTError
from moto.utilities.utils import get_partition
from moto.xray import urls
from moto.xray.responses import XRayResponse

from .support import body_of, memory

OPERATIONS = {}


def operation(address):
    """Takes a function from request document and response to answer as the operation at `address`."""

    def register(function):
        OPERATIONS[address] = function
        return function

    return register


def apply():
    """Sampling rules, groups and the encryption of traces were answered with 404: moto knows traces only.
    Moto calls the method that is named after the address."""
    for address, function in OPERATIONS.items():
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in address).lstrip("_")
        setattr(XRayResponse, method, as_method(function))
        urls.url_paths[f"{{0}}/{address}$"] = XRayResponse.dispatch


def as_method(function):
    def method(self):
        try:
            return json.dumps(function(self.xray_backend, body_of(self)))
        except KeyError as missing:
            raise JsonRESTError("InvalidRequestException", f"no such thing: {missing}") from None

    return method


def arn(backend, kind, name):
    partition = get_partition(backend.region_name)
    return f"arn:{partition}:xray:{backend.region_name}:{backend.account_id}:{kind}/{name}"


def record(rule):
    return {"SamplingRule": rule, "CreatedAt": time.time(), "ModifiedAt": time.time()}


@operation("CreateSamplingRule")
def create_sampling_rule(backend, body):
    rule = {"Attributes": {}, **body["SamplingRule"]}
    rule["RuleARN"] = arn(backend, "sampling-rule", rule["RuleName"])
    memory(backend, "rules")[rule["RuleName"]] = rule
    remember_tags(backend, rule["RuleARN"], body)
    return {"SamplingRuleRecord": record(rule)}


@operation("GetSamplingRules")
def get_sampling_rules(backend, _body):
    return {"SamplingRuleRecords": [record(rule) for rule in memory(backend, "rules").values()]}


@operation("UpdateSamplingRule")
def update_sampling_rule(backend, body):
    update = body["SamplingRuleUpdate"]
    rule = memory(backend, "rules")[name_of(update, "RuleName", "RuleARN")]
    rule.update(update)
    return {"SamplingRuleRecord": record(rule)}


@operation("DeleteSamplingRule")
def delete_sampling_rule(backend, body):
    return {"SamplingRuleRecord": record(memory(backend, "rules").pop(name_of(body, "RuleName", "RuleARN")))}


@operation("CreateGroup")
def create_group(backend, body):
    group = {
        "GroupName": body["GroupName"],
        "GroupARN": arn(backend, "group", f"{body['GroupName']}/{len(memory(backend, 'groups')) + 1}"),
        "FilterExpression": body.get("FilterExpression", ""),
        "InsightsConfiguration": insights(body),
    }
    memory(backend, "groups")[group["GroupARN"]] = group
    remember_tags(backend, group["GroupARN"], body)
    return {"Group": group}


@operation("GetGroup")
def get_group(backend, body):
    return {"Group": find_group(backend, body)}


@operation("UpdateGroup")
def update_group(backend, body):
    group = find_group(backend, body)
    if "FilterExpression" in body:
        group["FilterExpression"] = body["FilterExpression"]
    if "InsightsConfiguration" in body:
        group["InsightsConfiguration"] = insights(body)
    return {"Group": group}


@operation("DeleteGroup")
def delete_group(backend, body):
    memory(backend, "groups").pop(find_group(backend, body)["GroupARN"])
    return {}


@operation("PutEncryptionConfig")
def put_encryption_config(backend, body):
    memory(backend, "encryption").clear()
    memory(backend, "encryption").update(body)
    return encryption_config(backend, body)


@operation("EncryptionConfig")
def encryption_config(backend, _body):
    return {"EncryptionConfig": {"Type": "NONE", **memory(backend, "encryption"), "Status": "ACTIVE"}}


@operation("ListTagsForResource")
def list_tags(backend, body):
    tags = memory(backend, "tags").get(body["ResourceARN"], {})
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


@operation("TagResource")
def tag_resource(backend, body):
    remember_tags(backend, body["ResourceARN"], body)
    return {}


@operation("UntagResource")
def untag_resource(backend, body):
    for key in body["TagKeys"]:
        memory(backend, "tags").get(body["ResourceARN"], {}).pop(key, None)
    return {}


def remember_tags(backend, resource, body):
    tags = memory(backend, "tags").setdefault(resource, {})
    tags.update({tag["Key"]: tag["Value"] for tag in body.get("Tags") or []})


def insights(body):
    given = body.get("InsightsConfiguration") or {}
    return {"InsightsEnabled": False, "NotificationsEnabled": False, **given}


def name_of(body, name, resource):
    return body.get(name) or body[resource].rsplit("/", 1)[-1]


def find_group(backend, body):
    groups = memory(backend, "groups")
    if body.get("GroupARN"):
        return groups[body["GroupARN"]]
    return next(group for group in groups.values() if group["GroupName"] == body["GroupName"])
