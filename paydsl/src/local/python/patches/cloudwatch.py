"""CloudWatch."""

from moto.cloudwatch.responses import CloudWatchResponse


def apply():
    """aws_cloudwatch_composite_alarm was not implemented. Moto's alarms know a rule; only the way in was missing."""
    CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm
