//! The parameters, in Parameter Store.

use std::time::Duration;

use single_region::{
    configuration::{Notification, Validation},
    parameters::{Encrypted, ParameterError, Parameters},
};
use test_support::life::{Death, Life};

use crate::support::{
    requests::{NUMBER, by_card, post},
    world::{MAX_AMOUNT, World, store},
};

#[tokio::test]
async fn a_secret_parameter_is_decrypted_for_the_one_who_needs_it() {
    let world = World::new().await;
    let decrypted = Parameters::new(store(&world.config, Encrypted::Decrypt), |values| {
        values.text("token-key")
    });
    assert_eq!(
        *decrypted.current().await.expect("a key"),
        crate::support::world::TOKEN_KEY
    );
    let left = Parameters::new(store(&world.config, Encrypted::Leave), |values| {
        values.text("token-key")
    });
    assert_ne!(
        *left.current().await.expect("a cipher"),
        crate::support::world::TOKEN_KEY
    );
}

#[tokio::test]
async fn parameters_are_read_page_by_page_once() {
    let world = World::new().await;
    for number in 0..25 {
        world.set(&format!("aaa/{number}"), "filler").await;
    }
    let life = Life::until(Death::Never);
    let parameters = Parameters::new(store(&life.config(&world.config), Encrypted::Decrypt), Validation::read);
    for _ in 0..3 {
        let limits = parameters
            .current()
            .await
            .expect("a configuration")
            .fraud_checks
            .expect("limits");
        assert_eq!(limits.max_amount.minor_units(), MAX_AMOUNT);
    }
    assert_eq!(life.steps(), 4, "34 parameters are four pages of ten");
}

#[tokio::test]
async fn a_change_arrives_when_the_old_is_too_old() {
    let world = World::new().await;
    let parameters = || Parameters::new(store(&world.config, Encrypted::Leave), Notification::read);
    let (kept, short) = (parameters(), parameters().kept_for(Duration::ZERO));
    for parameters in [&kept, &short] {
        assert!(parameters.current().await.expect("a configuration").enabled);
    }
    world.set("features/notifications", "disabled").await;
    assert!(kept.current().await.expect("a configuration").enabled);
    assert!(!short.current().await.expect("a configuration").enabled);

    world.set("features/notifications", "hunter2").await;
    let error = short.current().await.expect_err("an error").to_string();
    assert!(error.contains("/single-region-test/features/notifications"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn what_is_known_is_used_while_parameter_store_fails() {
    let world = World::new().await;
    let life = Life::until(Death::Before(1));
    let parameters = Parameters::new(store(&life.config(&world.config), Encrypted::Leave), Notification::read);
    let parameters = parameters.kept_for(Duration::ZERO);
    for _ in 0..3 {
        assert!(parameters.current().await.expect("a configuration").enabled);
    }
    assert_eq!(life.steps(), 3, "it is asked each time");
    let life = Life::until(Death::Before(0));
    let parameters = Parameters::new(store(&life.config(&world.config), Encrypted::Leave), Notification::read);
    let error = parameters.current().await.expect_err("an error");
    assert!(matches!(error, ParameterError::Store(_)), "{error}");
}

#[tokio::test]
async fn without_its_parameters_a_function_takes_nothing() {
    let world = World::new().await;
    let body = by_card("order-00001", 1250, NUMBER);
    for name in ["token-key", "limits/velocity", "features/fraud-checks"] {
        world.unset(name).await;
        let answer = post(&world.validation(&world.config), &body).await;
        assert_eq!(answer.status_code, 503, "{}", answer.body);
        assert!(!answer.body.contains(name), "the caller is not told why");
    }
    assert!(crate::support::table::items(&world.config).await.is_empty());
}
