//! The service behind the load balancer: `POST /payments`, `GET /payments/{transactionId}` and `GET /health`.

mod answer;
mod incoming;
mod routes;
mod store;

pub use routes::router;
pub use store::Store;

use std::{future::Future, io, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, time::sleep};

/// How long requests under way may take once the service is told to end. ECS kills it after thirty seconds.
const GRACE: Duration = Duration::from_secs(25);

/// Serves until told to end, then finishes what is under way.
///
/// # Errors
///
/// When it cannot serve any longer.
pub async fn serve(
    listener: TcpListener,
    store: Store,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (told, ending) = oneshot::channel();
    let serving = axum::serve(listener, router(store)).with_graceful_shutdown(async move {
        end.await;
        tracing::info!("ending: requests under way are finished, no others are taken");
        // Nobody listens any more when the service has ended by itself.
        let _ = told.send(());
    });
    let giving_up = async {
        // It fails when the service has ended by itself, which is then what is answered.
        let _ = ending.await;
        sleep(GRACE).await;
    };
    tokio::select! {
        biased;
        served = serving => served,
        () = giving_up => {
            tracing::warn!("requests under way took too long, and are given up");
            Ok(())
        }
    }
}
