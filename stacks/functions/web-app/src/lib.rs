//! The code of the `web_app` payment system.
//!
//! | binary            | invoked by          | what it does                                                     |
//! |-------------------|---------------------|------------------------------------------------------------------|
//! | `payment-app`     | the load balancer   | records payments, once, and tells where they stand               |
//! | `backup-verifier` | a schedule, daily   | inspects the cluster's automated backups, and tells of any fault |

pub mod backup;
pub mod credentials;
pub mod service;
pub mod start;
