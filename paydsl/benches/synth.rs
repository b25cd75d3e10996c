//! From a stack function to Terraform's text: run, laid out, written, nothing stored; and what policies and the providers' demands cost.

#![allow(missing_docs, reason = "a benchmark")]

use std::cell::Cell;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use paydsl::emit::{Format, write};
use paydsl::policy::{evaluate, library};
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::synthesize;
use paydsl::validation::validate;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
    pub const STAGING: Env = Env { region: "us-east-2" };
    pub const PROD: Env = Env { region: "us-west-2" };
}

thread_local! {
    static RESOURCES: Cell<usize> = const { Cell::new(0) };
}

/// A topic and then queues that refer to it, with tags and a template each.
#[stack]
pub fn queues(env: &Env) {
    let topic = aws_sns_topic {
        name: env.name("topic"),
    };
    for number in 1..RESOURCES.get() {
        #[key(number)]
        let queue = aws_sqs_queue {
            name: tf!("queue-{number}-{env.region}"),
            delay_seconds: 5,
            sqs_managed_sse_enabled: true,
            redrive_policy: tf!("{{\"deadLetterTargetArn\": \"{topic.arn}\"}}"),
            tags: env.tags(tf!("queue-{number}")),
        };
    }
}

/// Queues that keep every rule: what remains is the cost of looking.
#[stack]
pub fn sound_queues(env: &Env) {
    for number in 0..RESOURCES.get() {
        #[key(number)]
        let queue = aws_sqs_queue {
            name: env.name(tf!("sqs-{number}")),
            sqs_managed_sse_enabled: true,
            tags: env.tags(tf!("sqs-{number}")),
        };
    }
}

fn synth(c: &mut Criterion) {
    let project: AnyProject = Project::new("bench", env::all()).stack(queues).into();
    let mut group = c.benchmark_group("synth");
    group.sample_size(10);
    for resources in [1_000, 10_000, 100_000] {
        group.throughput(Throughput::Elements(resources as u64));
        for format in [Format::Json, Format::Hcl] {
            group.bench_with_input(
                BenchmarkId::new(format.to_string(), resources),
                &resources,
                |b, resources| {
                    RESOURCES.set(*resources);
                    b.iter(|| {
                        let module = synthesize(&project, project.ordered()[0], &Backend::local());
                        let texts = module
                            .files
                            .iter()
                            .map(|(_, body)| write(format, body, &module.arena).len());
                        black_box(texts.sum::<usize>())
                    });
                },
            );
        }
    }
    group.finish();
}

/// All rules of the library, in every environment.
fn policies(c: &mut Criterion) {
    let project: AnyProject = Project::new("bench", env::all())
        .stack(sound_queues)
        .policies(library())
        .into();
    let mut group = c.benchmark_group("policies");
    group.sample_size(10);
    for resources in [1_000, 10_000] {
        group.throughput(Throughput::Elements(resources as u64));
        RESOURCES.set(resources);
        let module = synthesize(&project, project.ordered()[0], &Backend::local());
        assert!(evaluate([(&project, &module)], true).is_clean());
        group.bench_function(BenchmarkId::from_parameter(resources), |b| {
            b.iter(|| black_box(evaluate([(&project, &module)], true)).findings.len());
        });
    }
    group.finish();
}

/// Every resource against its provider's schema and rules, in every environment.
fn validation(c: &mut Criterion) {
    let project: AnyProject = Project::new("bench", env::all()).stack(sound_queues).into();
    let mut group = c.benchmark_group("validation");
    group.sample_size(10);
    for resources in [1_000, 10_000] {
        group.throughput(Throughput::Elements(resources as u64));
        RESOURCES.set(resources);
        let module = synthesize(&project, project.ordered()[0], &Backend::local());
        let found = || validate([(&project, &module)], Path::new("."));
        assert!(found().mistakes.is_empty());
        group.bench_function(BenchmarkId::from_parameter(resources), |b| {
            b.iter(|| black_box(found()).mistakes.len());
        });
    }
    group.finish();
}

criterion_group!(benches, synth, policies, validation);
criterion_main!(benches);
