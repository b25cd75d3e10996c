"""RDS."""

import uuid

from moto.rds.models import DBCluster, DBInstance, DBParameterGroup
from moto.rds.responses import RDSResponse


def apply():
    remember_monitoring()
    default_certificate_authority()
    scaling_configuration_only_when_given()
    parameters_have_a_source()
    automated_snapshots_go_with_their_cluster()


def remember_monitoring():
    """Two database instances had one resource id, and performance insights and the monitoring interval were
    forgotten, which made each plan of aws_db_instance dirty."""
    init, update = DBInstance.__init__, DBInstance.update

    def created(self, *arguments, **options):
        init(self, *arguments, **options)
        self.dbi_resource_id = "db-" + uuid.uuid4().hex[:26].upper()
        self.monitoring_interval = 0
        set_monitoring(self, options)

    def updated(self, db_kwargs=None, **options):
        result = update(self, **options) if db_kwargs is None else update(self, db_kwargs, **options)
        set_monitoring(self, db_kwargs or options)
        return result

    DBInstance.__init__, DBInstance.update = created, updated


def default_certificate_authority():
    """Where none was named, a database instance had an authority that AWS does not have, which scanners of plans report."""
    init = DBInstance.__init__

    def created(self, *arguments, **options):
        options.setdefault("ca_certificate_identifier", "rds-ca-rsa2048-g1")
        init(self, *arguments, **options)

    DBInstance.__init__ = created


def set_monitoring(instance, options):
    """Takes over what `options` says about monitoring, and nothing that it does not speak of."""
    if options.get("monitoring_interval") is not None:
        instance.monitoring_interval = int(options["monitoring_interval"])
    for name in (
        "monitoring_role_arn",
        "performance_insights_kms_key_id",
        "performance_insights_retention_period",
        "database_insights_mode",
    ):
        if options.get(name) is not None:
            setattr(instance, name, options[name])
    enabled = options.get("enable_performance_insights")
    if enabled is not None:
        instance.performance_insights_enabled = str(enabled).lower() == "true"
        if instance.performance_insights_enabled and not hasattr(instance, "performance_insights_retention_period"):
            instance.performance_insights_retention_period = 7


def scaling_configuration_only_when_given():
    """An Aurora cluster without scaling_configuration got an empty one back."""
    info = DBCluster.scaling_configuration_info.fget
    DBCluster.scaling_configuration_info = property(lambda self: info(self) if self.scaling_configuration else None)


def parameters_have_a_source():
    """aws_db_parameter_group looks for the parameters whose source is `user`; moto gave none a source."""
    update = DBParameterGroup.update_parameters

    def update_with_source(self, new_parameters):
        update(self, [dict(parameter, Source="user") for parameter in new_parameters])

    DBParameterGroup.update_parameters = update_with_source


def automated_snapshots_go_with_their_cluster():
    """What aws_rds_cluster was backed up to on its own stayed when it was destroyed, unlike a database instance's."""
    delete = RDSResponse.delete_db_cluster

    def delete_with_snapshots(self):
        result = delete(self)
        if self.params.get("DeleteAutomatedBackups", True):
            automated = self.backend.describe_db_cluster_snapshots(
                self.params["DBClusterIdentifier"], None, snapshot_type="automated"
            )
            for snapshot in list(automated):
                self.backend.cluster_snapshots.pop(snapshot.db_cluster_snapshot_identifier, None)
        return result

    RDSResponse.delete_db_cluster = delete_with_snapshots
