"""EC2."""

from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachmentBackend
from moto.ec2.responses.transit_gateway_attachments import TransitGatewayAttachment


def apply():
    deleted_attachment_stays_visible()
    tags_of_attachment()
    description_of_rule_with_referenced_group()


def deleted_attachment_stays_visible():
    """Destroying aws_ec2_transit_gateway_vpc_attachment failed: the waiter wants to see the state `deleted`."""
    delete = TransitGatewayAttachmentBackend.delete_transit_gateway_vpc_attachment

    def delete_visibly(self, transit_gateway_attachment_id):
        attachment = delete(self, transit_gateway_attachment_id)
        self.transit_gateway_attachments[transit_gateway_attachment_id] = attachment
        return attachment

    TransitGatewayAttachmentBackend.delete_transit_gateway_vpc_attachment = delete_visibly


def tags_of_attachment():
    """The tags of aws_ec2_transit_gateway_vpc_attachment were lost: moto looks for those of a route table."""
    create = TransitGatewayAttachment.create_transit_gateway_vpc_attachment

    def create_with_tags(self):
        parse = self._parse_tag_specification

        def parsed():
            tags = parse()
            return {**tags, "transit-gateway-route-table": tags.get("transit-gateway-attachment", {})}

        self._parse_tag_specification = parsed
        return create(self)

    TransitGatewayAttachment.create_transit_gateway_vpc_attachment = create_with_tags


def description_of_rule_with_referenced_group():
    """aws_vpc_security_group_*_rule with a referenced group or a prefix list lost its description: moto keeps
    it beside the group, drops it beside the prefix list, and looks for it beside the address range only."""
    init = SecurityGroupRule.__init__

    def init_with_prefix_list(self, *arguments, **named):
        init(self, *arguments, **named)
        # The eighth parameter, by whichever way it was given.
        self.prefix_list = named.get("prefix_list_id") or (arguments[7] if len(arguments) > 7 else None) or {}

    def description(self):
        for source in (self.ip_range, self.source_group, self.prefix_list):
            if source.get("Description"):
                return source["Description"]
        return None

    SecurityGroupRule.__init__ = init_with_prefix_list
    SecurityGroupRule.description = property(description)
