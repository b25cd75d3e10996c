//! The cluster and its snapshots, as RDS describes them.

use aws_sdk_rds::{
    Client,
    error::SdkError,
    operation::describe_db_clusters::DescribeDBClustersError,
    types::{DbCluster, DbClusterSnapshot},
};
use aws_types::SdkConfig;
use payments::aws::CallError;

/// RDS, to be read.
pub struct Rds {
    client: Client,
}

impl Rds {
    /// RDS in the configuration's region.
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }

    /// A cluster by its name; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When RDS does not answer.
    pub async fn cluster(&self, name: &str) -> Result<Option<DbCluster>, CallError> {
        let request = self.client.describe_db_clusters().db_cluster_identifier(name);
        match request.send().await {
            Ok(answer) => Ok(answer.db_clusters.unwrap_or_default().into_iter().next()),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(CallError::new(&error)),
        }
    }

    /// The snapshots that RDS made of a cluster by itself, of all pages.
    ///
    /// # Errors
    ///
    /// When RDS does not answer.
    pub async fn automated_snapshots(&self, cluster: &str) -> Result<Vec<DbClusterSnapshot>, CallError> {
        let request = self.client.describe_db_cluster_snapshots();
        let request = request.db_cluster_identifier(cluster).snapshot_type("automated");
        let mut pages = request.into_paginator().send();
        let mut snapshots = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(&error))?;
            snapshots.extend(page.db_cluster_snapshots.unwrap_or_default());
        }
        Ok(snapshots)
    }
}

fn is_missing<R>(error: &SdkError<DescribeDBClustersError, R>) -> bool {
    error
        .as_service_error()
        .is_some_and(DescribeDBClustersError::is_db_cluster_not_found_fault)
}
