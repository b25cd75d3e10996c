//! One mistake, or what may be one, put into a configuration.

use paydsl_schema::{Attribute, Block};

use super::generate::{Generator, first_block};
use super::sample;
use crate::value::{Object, Value};

/// Changes one place of a configuration.
pub(super) fn mutate(generator: &mut Generator<'_>, block: &Block, object: &mut Object, depth: usize) {
    let inner: Vec<_> = block
        .blocks()
        .iter()
        .filter(|nested| object.get_mut(nested.name).and_then(first_block).is_some())
        .collect();
    if !inner.is_empty() && generator.rng.u32(..100) < 55 {
        let nested = *sample::pick_of(generator.rng, &inner);
        if let Some(value) = object.get_mut(nested.name).and_then(first_block) {
            return mutate(generator, nested.block(), value, depth + 1);
        }
    }
    match generator.rng.u32(..10) {
        0..=4 => replace(generator, block, object),
        5 => remove(generator, object),
        6 | 7 => add(generator, block, object, depth),
        8 => repeat(generator, block, object, depth),
        _ => unknown(generator, block, object),
    }
}

fn settable(block: &Block) -> Vec<&Attribute> {
    block
        .attributes()
        .iter()
        .filter(|attribute| attribute.required || attribute.optional)
        .collect()
}

/// Another value for an argument: one that is given, more often than not.
fn replace(generator: &mut Generator<'_>, block: &Block, object: &mut Object) {
    let all = settable(block);
    let given: Vec<&Attribute> = all
        .iter()
        .copied()
        .filter(|attribute| object.contains_key(&*attribute.name))
        .collect();
    let pool = if given.is_empty() || generator.rng.u32(..3) == 0 {
        all
    } else {
        given
    };
    if pool.is_empty() {
        return;
    }
    let attribute = *sample::pick_of(generator.rng, &pool);
    if matches!(attribute.ty, paydsl_schema::Type::Dynamic) {
        return;
    }
    let value = sample::nasty(generator.rng, &attribute.ty, attribute.rules());
    object.insert(attribute.name.to_string(), value);
}

fn remove(generator: &mut Generator<'_>, object: &mut Object) {
    let names: Vec<String> = object.keys().cloned().collect();
    if !names.is_empty() {
        object.remove(sample::pick_of(generator.rng, &names));
    }
}

/// An argument or a block that was not given: what others exclude or demand shows.
fn add(generator: &mut Generator<'_>, block: &Block, object: &mut Object, depth: usize) {
    let names: Vec<&str> = settable(block)
        .into_iter()
        .map(|attribute| &*attribute.name)
        .chain(block.blocks().iter().map(|nested| nested.name))
        .filter(|name| !object.contains_key(*name))
        .collect();
    if names.is_empty() {
        return;
    }
    let name = *sample::pick_of(generator.rng, &names);
    match block.block(name) {
        Some(nested) => {
            let value = generator.blocks(nested, 1, depth);
            object.insert(name.to_owned(), value);
        }
        None => generator.give_attribute(block, object, name),
    }
}

/// Another number of blocks.
fn repeat(generator: &mut Generator<'_>, block: &Block, object: &mut Object, depth: usize) {
    if block.blocks().is_empty() {
        return;
    }
    let nested = sample::pick_of(generator.rng, block.blocks());
    let most = nested
        .max_items
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(3);
    let counts = [0, 1, 2, most + 1];
    let count = *sample::pick_of(generator.rng, &counts);
    let value = generator.blocks(nested, count.min(20), depth);
    object.insert(nested.name.to_owned(), value);
}

/// A value that is known only later.
fn unknown(generator: &mut Generator<'_>, block: &Block, object: &mut Object) {
    let all = settable(block);
    if !all.is_empty() {
        let attribute = *sample::pick_of(generator.rng, &all);
        object.insert(attribute.name.to_string(), Value::Unknown);
    }
}
