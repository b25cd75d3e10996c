"""AWS Backup."""

import json
import time
import uuid
from urllib.parse import unquote

from moto.backup import urls
from moto.backup.responses import BackupResponse

from .support import body_of, memory, not_found


def apply():
    selections()
    empty_vault()
    tags_by_either_path()


def selections():
    """aws_backup_selection was not implemented."""
    BackupResponse.create_backup_selection = create_selection
    BackupResponse.get_backup_selection = get_selection
    BackupResponse.delete_backup_selection = delete_selection
    # Before the plans, whose pattern takes every longer address too.
    paths = {
        "{0}/backup/plans/(?P<backupPlanId>[^/]+)/selections/?$": BackupResponse.dispatch,
        "{0}/backup/plans/(?P<backupPlanId>[^/]+)/selections/(?P<selectionId>[^/]+)$": BackupResponse.dispatch,
    }
    urls.url_paths = {**paths, **urls.url_paths}
    urls.url_paths["{0}/backup/plans/(?P<name>[^/]+)/?$"] = urls.url_paths.pop("{0}/backup/plans/(?P<name>.+)/?$")


def create_selection(self):
    plan = self.path.rstrip("/").split("/")[-2]
    identity = str(uuid.uuid4())
    selection = {
        "BackupPlanId": plan,
        "SelectionId": identity,
        "CreationDate": time.time(),
        "BackupSelection": body_of(self)["BackupSelection"],
    }
    memory(self.backup_backend, "selections")[identity] = selection
    return json.dumps({key: selection[key] for key in ("BackupPlanId", "SelectionId", "CreationDate")})


def get_selection(self):
    selection = memory(self.backup_backend, "selections").get(self.path.split("/")[-1])
    if selection is None:
        raise not_found("ResourceNotFoundException", "Cannot find Backup selection")
    return json.dumps(selection)


def delete_selection(self):
    memory(self.backup_backend, "selections").pop(self.path.split("/")[-1], None)
    return "{}"


def empty_vault():
    """Destroying aws_backup_vault with force_destroy was answered with 404: it lists the recovery points first,
    and the emulator makes none."""
    BackupResponse.list_recovery_points_by_backup_vault = lambda self: json.dumps({"RecoveryPoints": []})
    urls.url_paths["{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/?$"] = BackupResponse.dispatch


def tags_by_either_path():
    """The tags of vaults and plans were lost at the second plan: the ARN was looked for only in paths that end in a slash."""

    def list_tags(self):
        resource_arn = unquote(self.path.split("/tags/", 1)[-1].rstrip("/"))
        return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=resource_arn)})

    BackupResponse.list_tags = list_tags
