"""SQS."""

import json

from moto.sqs.models import Queue


def apply():
    compact_redrive_policy()
    redrive_allow_policy()


def compact_redrive_policy():
    """A queue with a dead letter queue never planned clean: the policy came back with white space in it."""
    attributes = Queue.attributes.fget

    def compact(self):
        result = attributes(self)
        if "RedrivePolicy" in result:
            result["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return result

    Queue.attributes = property(compact)


def redrive_allow_policy():
    """aws_sqs_queue_redrive_allow_policy polled for ever: the attribute was taken, and could not be asked for."""
    # One of the names that may be asked for; given back only where it was set.
    Queue.KMS_ATTRIBUTES = [*Queue.KMS_ATTRIBUTES, "RedriveAllowPolicy"]
    Queue.redrive_allow_policy = None
    attributes = Queue.attributes.fget

    def with_allow_policy(self):
        result = attributes(self)
        if self.redrive_allow_policy:
            result["RedriveAllowPolicy"] = self.redrive_allow_policy
        else:
            result.pop("RedriveAllowPolicy", None)
        return result

    Queue.attributes = property(with_allow_policy)
