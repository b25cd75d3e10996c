"""What moto 5.2.1 answers differently from AWS where terraform-provider-aws 5.100.0 or a function's code notices.

One module for each service, one function `apply` in each. Whatever a patch remembers is kept on moto's own
backends, for each account and region, so that moto's reset forgets it too.
"""

from . import (
    apigateway,
    autoscaling,
    awslambda,
    backup,
    cloudtrail,
    cloudwatch,
    codedeploy,
    dynamodb,
    ec2,
    ecs,
    logs,
    rds,
    s3,
    sqs,
    xray,
)


def apply():
    """Applies every patch; before the server is made, which looks the addresses up."""
    for service in (
        apigateway,
        autoscaling,
        awslambda,
        backup,
        cloudtrail,
        cloudwatch,
        codedeploy,
        dynamodb,
        ec2,
        ecs,
        logs,
        rds,
        s3,
        sqs,
        xray,
    ):
        service.apply()
