//! For tests: what the macros say of a stack, with a provider of the test's own.

use paydsl_schema::{EXTENSION, Mined, Source, write};
use proc_macro2::{TokenStream, TokenTree};

use crate::Session;
use crate::render::Mode;

/// The mistakes in a stack with these statements. The provider is what terraform reports of `x`, called `name`.
pub(super) fn mistakes(report: &str, mined: &Mined, name: &str, statements: &str) -> Vec<String> {
    let directory = tempfile::tempdir().expect("a directory");
    let providers = directory.path().join("providers");
    std::fs::create_dir(&providers).expect("a directory");
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: name,
    };
    let archive = write(report, source, mined).expect("an archive");
    std::fs::write(providers.join(format!("{name}-1.0.0.{EXTENSION}")), archive).expect("written");
    let item: TokenStream = format!("pub fn it() {{ {statements} }}").parse().expect("tokens");
    let session = Session {
        mode: Mode::Compiler,
        manifest_dir: directory.path().to_owned(),
    };
    compile_errors(crate::stack::expand(TokenStream::new(), item, &session))
}

/// The messages of the `compile_error!`s in an expansion.
pub(crate) fn compile_errors(tokens: TokenStream) -> Vec<String> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (position, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else { continue };
        let before = position.checked_sub(2).and_then(|position| trees.get(position));
        if before.is_some_and(|word| word.to_string() == "compile_error") {
            let text: syn::LitStr = syn::parse2(group.stream()).expect("a message");
            found.push(text.value());
        } else {
            found.extend(compile_errors(group.stream()));
        }
    }
    found
}
