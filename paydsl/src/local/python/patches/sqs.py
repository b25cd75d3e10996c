"""SQS."""

import json
import threading
import time

from moto.sqs.models import Queue, SQSBackend

from .support import in_turn, turns

# Seconds between two looks into a queue that a receiver waits for.
BETWEEN_LOOKS = 0.1


def apply():
    compact_redrive_policy()
    redrive_allow_policy()
    requests_do_not_overwrite_one_another()
    long_queues_are_quick()


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


def requests_do_not_overwrite_one_another():
    """Deleting a message puts back a copy of the list it was in: what was sent meanwhile was lost. Two receivers at a
    time could get the same message."""
    lock = threading.RLock()
    look = in_turn(lock, SQSBackend.receive_message)

    def receive(self, queue_name, count, wait_seconds_timeout, *arguments, **options):
        deadline = time.monotonic() + wait_seconds_timeout
        while True:
            # Without waiting, which would keep all others out.
            messages = look(self, queue_name, count, 0, *arguments, **options)
            if messages or time.monotonic() >= deadline:
                return messages
            time.sleep(BETWEEN_LOOKS)

    SQSBackend.receive_message = receive
    turns(
        lock,
        SQSBackend,
        "send_message",
        "delete_message",
        "change_message_visibility",
        "get_queue_attributes",
        "purge_queue",
    )


def long_queues_are_quick():
    """Each message that was sent or received had all messages of its queue counted, and the clock read for each of
    them: where thousands waited, a request took a hundred times as long."""

    def now():
        return time.time() * 1000

    def ready(self):
        moment = now()
        return [message for message in self._messages if message.visible_at < moment >= message.delayed_until]

    def delayed(self):
        moment = now()
        return sum(moment < message.delayed_until for message in self._messages)

    def in_flight(self):
        moment = now()
        return sum(message.visible_at >= moment for message in self._messages)

    def is_kept(self, queue_name, message):
        period = self.get_queue(queue_name).message_retention_period
        return message.sent_timestamp + period * 1000 > now()

    Queue.messages = property(ready)
    Queue.approximate_number_of_messages_delayed = property(delayed)
    Queue.approximate_number_of_messages_not_visible = property(in_flight)
    SQSBackend.is_message_valid_based_on_retention_period = is_kept
