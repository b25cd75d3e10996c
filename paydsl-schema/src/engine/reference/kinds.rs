//! What AWS's identifiers look like: supersets of what they can be, so that what does not fit can be told for certain.

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    /// What it is, behind `is`: `a bucket's name`.
    pub(super) noun: &'static str,
    /// A pattern that each such text matches, in Go's syntax. None where the type says it all.
    pub(super) pattern: Option<&'static str>,
}

const fn kind(noun: &'static str, pattern: &'static str) -> Kind {
    Kind {
        noun,
        pattern: Some(pattern),
    }
}

/// Kinds: `NAME "noun" "pattern"`.
macro_rules! kinds {
    ($($name:ident $noun:literal $pattern:expr;)*) => {
        $(pub(super) const $name: Kind = kind($noun, $pattern);)*

        /// All of them, for tests.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, Kind)] = &[$((stringify!($name), $name)),*];
    };
}

/// An ARN of a service. Partition, region and account may be of any form that is without a colon.
macro_rules! arn {
    ($service:literal) => {
        concat!("^arn:[^:]+:", $service, ":[^:]*:[^:]*:.")
    };
}

/// A number or a bool that is always set.
pub(super) const SET: Kind = Kind {
    noun: "",
    pattern: None,
};

// Sources: of the forms of ARNs, the Service Authorization Reference and "Amazon Resource Names" in the AWS General Reference;
// of EC2's IDs, "Resource IDs" in the EC2 User Guide and `*Id` in the EC2 API Reference (of both lengths, 8 and 17 digits);
// of all others the service's own API Reference. Where that names no form, the pattern names no more than an alphabet.
kinds! {
    ANY_ARN "an ARN" "^arn:[^:]+:[^:]+:[^:]*:[^:]*:.";
    ACM_ARN "the ARN of a certificate" arn!("acm");
    APIGATEWAY_ARN "an ARN of API Gateway" arn!("apigateway");
    AUTOSCALING_ARN "an ARN of EC2 Auto Scaling" arn!("autoscaling");
    BACKUP_ARN "an ARN of AWS Backup" arn!("backup");
    CLOUDFRONT_ARN "an ARN of CloudFront" arn!("cloudfront");
    CLOUDTRAIL_ARN "the ARN of a trail" arn!("cloudtrail");
    CLOUDWATCH_ARN "an ARN of CloudWatch" arn!("cloudwatch");
    CODEDEPLOY_ARN "an ARN of CodeDeploy" arn!("codedeploy");
    COGNITO_ARN "the ARN of a user pool" arn!("cognito-idp");
    DYNAMODB_ARN "the ARN of a table" arn!("dynamodb");
    EC2_ARN "an ARN of EC2" arn!("ec2");
    ECR_ARN "the ARN of a repository" arn!("ecr");
    ECS_ARN "an ARN of ECS" arn!("ecs");
    EFS_ARN "an ARN of EFS" arn!("elasticfilesystem");
    EKS_ARN "an ARN of EKS" arn!("eks");
    ELB_ARN "an ARN of Elastic Load Balancing" arn!("elasticloadbalancing");
    EVENTS_ARN "an ARN of EventBridge" arn!("events");
    EXECUTE_API_ARN "an ARN by which an API is invoked, of `execute-api`" arn!("execute-api");
    FIREHOSE_ARN "the ARN of a delivery stream" arn!("firehose");
    IAM_ARN "an ARN of IAM" arn!("iam");
    KINESIS_ARN "the ARN of a stream" arn!("kinesis");
    KMS_ARN "an ARN of KMS" arn!("kms");
    LAMBDA_ARN "an ARN of Lambda" arn!("lambda");
    LOGS_ARN "an ARN of CloudWatch Logs" arn!("logs");
    RDS_ARN "an ARN of RDS" arn!("rds");
    ROUTE53_ARN "an ARN of Route 53" arn!("route53");
    S3_ARN "the ARN of a bucket" arn!("s3");
    SECRET_ARN "the ARN of a secret" arn!("secretsmanager");
    SNS_ARN "an ARN of SNS" arn!("sns");
    SQS_ARN "the ARN of a queue" arn!("sqs");
    SSM_ARN "an ARN of Systems Manager" arn!("ssm");
    STATES_ARN "an ARN of Step Functions" arn!("states");
    WAF_ARN "an ARN of WAF" arn!("wafv2");

    ACCOUNT_ID "an AWS account ID" "^[0-9]{12}$";
    REGION "the name of a region" "^[a-z]{2,}(-[a-z]+)+-[0-9]+$";
    PARTITION "the name of a partition" "^aws[a-z-]*$";
    ZONE "the name of an availability zone" "^[a-z]{2,}(-[a-z0-9]+)+$";
    ZONE_ID "the ID of an availability zone" "^[a-z0-9]+(-[a-z0-9]+)*-az[0-9]+$";
    CIDR4 "an IPv4 network in CIDR notation" r"^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/[0-9]+$";
    HOST "a DNS name" r"^[0-9A-Za-z_*-]+(\.[0-9A-Za-z_-]+)*\.?$";
    HOST_AND_PORT "a DNS name with a port" r"^[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+)*\.?:[0-9]+$";
    HTTP_URL "a URL" "^https?://";
    URL "a URL" "^(https?|wss?)://";
    JSON "JSON" r"^\s*[\[{](?s:.)*[\]}]\s*$";
    UUID "a UUID" "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
    TIME "a time" "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]";
    BASE64 "base64" "^[0-9A-Za-z+/]+=*$";
    DIGITS "a number" "^[0-9]+$";

    ACL_ID "the ID of a network ACL" "^acl-[0-9a-f]+$";
    AMI_ID "the ID of an AMI" "^ami-[0-9a-f]+$";
    CAPACITY_RESERVATION_ID "the ID of a capacity reservation" "^cr-[0-9a-f]+$";
    CLIENT_VPN_ID "the ID of a client VPN endpoint" "^cvpn-endpoint-[0-9a-f]+$";
    CUSTOMER_GATEWAY_ID "the ID of a customer gateway" "^cgw-[0-9a-f]+$";
    DHCP_OPTIONS_ID "the ID of DHCP options" "^dopt-[0-9a-f]+$";
    EGRESS_GATEWAY_ID "the ID of an egress-only internet gateway" "^eigw-[0-9a-f]+$";
    EIP_ID "the allocation ID of an Elastic IP address" "^eipalloc-[0-9a-f]+$";
    ENDPOINT_ID "the ID of a VPC endpoint" "^vpce-[0-9a-f]+$";
    ENDPOINT_SERVICE_ID "the ID of a VPC endpoint service" "^vpce-svc-[0-9a-f]+$";
    FLOW_LOG_ID "the ID of a flow log" "^fl-[0-9a-f]+$";
    INSTANCE_ID "the ID of an instance" "^i-[0-9a-f]+$";
    INTERFACE_ID "the ID of a network interface" "^eni-[0-9a-f]+$";
    INTERNET_GATEWAY_ID "the ID of an internet gateway" "^igw-[0-9a-f]+$";
    IPAM_ID "the ID of an IPAM" "^ipam-[0-9a-f]+$";
    IPAM_POOL_ID "the ID of an IPAM pool" "^ipam-pool-[0-9a-f]+$";
    IPAM_SCOPE_ID "the ID of an IPAM scope" "^ipam-scope-[0-9a-f]+$";
    KEY_PAIR_ID "the ID of a key pair" "^key-[0-9a-f]+$";
    LAUNCH_TEMPLATE_ID "the ID of a launch template" "^lt-[0-9a-f]+$";
    NAT_ID "the ID of a NAT gateway" "^nat-[0-9a-f]+$";
    PEERING_ID "the ID of a VPC peering connection" "^pcx-[0-9a-f]+$";
    PREFIX_LIST_ID "the ID of a prefix list" "^pl-[0-9a-f]+$";
    ROUTE_TABLE_ASSOCIATION_ID "the ID of a route table's association" "^rtbassoc-[0-9a-f]+$";
    ROUTE_TABLE_ID "the ID of a route table" "^rtb-[0-9a-f]+$";
    SECURITY_GROUP_ID "the ID of a security group" "^sg-[0-9a-f]+$";
    SECURITY_GROUP_RULE_ID "the ID of a security group's rule" "^sgr-[0-9a-f]+$";
    SNAPSHOT_ID "the ID of a snapshot" "^snap-[0-9a-f]+$";
    SUBNET_ID "the ID of a subnet" "^subnet-[0-9a-f]+$";
    TRANSIT_ATTACHMENT_ID "the ID of a transit gateway's attachment" "^tgw-attach-[0-9a-f]+$";
    TRANSIT_GATEWAY_ID "the ID of a transit gateway" "^tgw-[0-9a-f]+$";
    TRANSIT_ROUTE_TABLE_ID "the ID of a transit gateway's route table" "^tgw-rtb-[0-9a-f]+$";
    VOLUME_ID "the ID of a volume" "^vol-[0-9a-f]+$";
    VPC_ID "the ID of a VPC" "^vpc-[0-9a-f]+$";
    VPN_CONNECTION_ID "the ID of a VPN connection" "^vpn-[0-9a-f]+$";
    VPN_GATEWAY_ID "the ID of a VPN gateway" "^vgw-[0-9a-f]+$";

    ACCESS_KEY_ID "the ID of an access key" "^[0-9A-Za-z_]{16,128}$";
    ACCESS_POINT_ID "the ID of an access point" "^fsap-[0-9a-f]+$";
    API_ID "an ID of API Gateway" "^[0-9A-Za-z_-]+$";
    BUCKET "a bucket's name" r"^[0-9A-Za-z._-]{3,255}$";
    BUCKET_AND_OWNER "a bucket's name" r"^[0-9A-Za-z._-]{3,255}(,[0-9]{12})?$";
    DB_ID "the ID of a DB instance" "^[0-9A-Za-z-]+$";
    DB_NAME "the identifier of a DB instance" "^[0-9A-Za-z-]{1,63}$";
    DB_GROUP "the name of a group of RDS" r"^[0-9A-Za-z._ -]+$";
    DISTRIBUTION_ID "an ID of CloudFront" "^[0-9A-Za-z-]+$";
    ECR_NAME "the name of a repository" r"^[0-9a-z._/-]+$";
    ECR_URL "the URL of a repository, without a scheme" r"^[0-9]{12}\.";
    EKS_NAME "the name of a cluster" "^[0-9A-Za-z_-]{1,100}$";
    FILE_SYSTEM_ID "the ID of a file system" "^fs-[0-9a-f]+$";
    HASH_ID "a number that Terraform made" "^[0-9]+$";
    HOSTED_ZONE_ID "the ID of a hosted zone" "^Z[0-9A-Z]+$";
    IAM_GROUP_NAME "the name of an IAM group" r"^[0-9A-Za-z_+=,.@-]+$";
    IAM_ID "a unique ID of IAM" "^[0-9A-Za-z_]+$";
    IDENTITY_POOL_ID "the ID of an identity pool" "^[0-9A-Za-z_-]+:[0-9a-f-]+$";
    INSTANCE_PROFILE_NAME "the name of an instance profile" r"^[0-9A-Za-z_+=,.@-]+$";
    INVOKE_ARN "an ARN by which API Gateway invokes a function, not the function's" "^arn:[^:]+:apigateway:[^:]*:lambda:path/.";
    KEY_ALIAS "the name of a KMS alias" "^alias/.";
    KEY_ID "a KMS key's ID" "^(mrk-[0-9a-f]+|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$";
    LB_SUFFIX "the end of a load balancer's ARN" "^(app|net|gwy)/";
    LOG_GROUP_NAME "the name of a log group" r"^[0-9A-Za-z._/#-]{1,512}$";
    MOUNT_TARGET_ID "the ID of a mount target" "^fsmt-[0-9a-f]+$";
    PATH "a path" "^/";
    POLICY_NAME "the name of a policy" r"^[0-9A-Za-z_+=,.@-]+$";
    QUEUE_NAME "the name of a queue" r"^[0-9A-Za-z_-]+(\.fifo)?$";
    QUEUE_URL "the URL of a queue" "^https?://";
    ROLE_NAME "the name of a role" r"^[0-9A-Za-z_+=,.@-]+$";
    RULE_NAME "the name of a rule" r"^[0-9A-Za-z._-]{1,64}$";
    TABLE_NAME "the name of a table" r"^[0-9A-Za-z._-]{3,255}$";
    TARGET_SUFFIX "the end of a target group's ARN" "^targetgroup/";
    TOPIC_NAME "the name of a topic" r"^[0-9A-Za-z_-]+(\.fifo)?$";
    USER_NAME "the name of a user" r"^[0-9A-Za-z_+=,.@-]+$";
    USER_POOL_ID "the ID of a user pool" "^[0-9A-Za-z-]+_[0-9A-Za-z]+$";
    CLIENT_ID "the ID of a user pool's client" "^[0-9A-Za-z_+]+$";
    VERSION "the number of a version" r"^(\$LATEST|[0-9]+)$";
}
