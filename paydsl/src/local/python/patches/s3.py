"""S3."""

import json

import xmltodict
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response


def apply():
    conditional_statements_do_not_refuse()
    logging_beside_any_statement()
    intelligent_tiering()


def conditional_statements_do_not_refuse():
    """A bucket policy that refuses requests without TLS refused every object: moto takes no account of the
    conditions of a statement. A statement with a condition is left aside, as if the condition did not hold:
    those that guard a bucket (aws:SecureTransport, s3:TlsVersion, …) never hold for a well behaved caller."""

    def get_permission(self, action, resource):
        policy = unconditional(self.policy)
        if policy is None:
            return PermissionResult.NEUTRAL
        return IAMPolicy(policy).is_action_permitted(action, resource)

    FakeBucket.get_permission = get_permission


def unconditional(policy):
    """`policy`, text as moto keeps it, without its conditional statements; None when no statement is left."""
    if policy is None:
        return None
    document = json.loads(policy)
    statements = document.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    document["Statement"] = [each for each in statements if not each.get("Condition")]
    return json.dumps(document) if document["Statement"] else None


def logging_beside_any_statement():
    """Putting a bucket's logging failed with 500 where the target bucket's policy has a statement for everybody ("*"):
    moto looks for the logging service in principals that are objects."""
    original = FakeBucket._log_permissions_enabled_policy

    def enabled(target_bucket, target_prefix):
        document = json.loads(target_bucket.policy.decode()) if target_bucket.policy else {"Statement": []}
        statements = [each for each in document["Statement"] if isinstance(each.get("Principal"), dict)]
        view = type("Target", (), {})()
        view.name, view.partition = target_bucket.name, target_bucket.partition
        view.policy = json.dumps({"Statement": statements}).encode()
        return original(target_bucket=view, target_prefix=target_prefix)

    FakeBucket._log_permissions_enabled_policy = staticmethod(enabled)


def intelligent_tiering():
    """aws_s3_bucket_intelligent_tiering_configuration was taken for a new bucket and not stored."""
    for verb, handler in (("get", get_tiering), ("put", put_tiering), ("delete", delete_tiering)):
        name = f"_bucket_response_{verb}"
        setattr(S3Response, name, dispatching(getattr(S3Response, name), handler))


def dispatching(original, handler):
    def response(self, *arguments, **options):
        # (bucket, query) or (request, bucket, query)
        bucket_name, query = arguments[-2:]
        if "intelligent-tiering" in query:
            bucket = self.backend.get_bucket(bucket_name)
            configurations = bucket.__dict__.setdefault("paydsl_intelligent_tiering", {})
            return handler(self, configurations, query.get("id", [""])[0])
        return original(self, *arguments, **options)

    return response


def put_tiering(self, configurations, identity):
    configurations[identity] = self.body
    return 200, {}, ""


def get_tiering(_self, configurations, identity):
    if identity in configurations:
        return 200, {"Content-Type": "application/xml"}, configurations[identity]
    error = {"Error": {"Code": "NoSuchConfiguration", "Message": "The specified configuration does not exist."}}
    return 404, {"Content-Type": "application/xml"}, xmltodict.unparse(error)


def delete_tiering(_self, configurations, identity):
    configurations.pop(identity, None)
    return 204, {}, ""
