//! Looking up one resource type: in an archive just read, and in one in use.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use paydsl_schema::{Archive, Providers};

const BYTES: &[u8] = include_bytes!("../providers/aws-5.100.0.paydsl");

fn lookup(c: &mut Criterion) {
    c.bench_function("open and verify", |b| {
        b.iter(|| Archive::from_bytes("aws", black_box(BYTES)))
    });
    c.bench_function("first look-up of a resource type", |b| {
        b.iter_batched(
            || Archive::from_bytes("aws", BYTES),
            |archive| {
                archive.ok().and_then(|archive| {
                    archive
                        .resource(black_box("aws_lambda_function"))
                        .map(|b| b.attributes().len())
                })
            },
            criterion::BatchSize::LargeInput,
        );
    });
    c.bench_function("further look-up of a resource type", |b| {
        b.iter(|| Providers::builtin().resource(black_box("aws_lambda_function")));
    });
}

criterion_group!(benches, lookup);
criterion_main!(benches);
