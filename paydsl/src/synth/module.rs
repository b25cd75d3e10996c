//! One stack's root module: what it declared and what every stack has, laid out in files.

use std::collections::HashMap;

use crate::builder::{self, Address, BlockValue, Declaration, Exemption, Field, FieldValue, Kind, ProviderUse, Site};
use crate::project::{AnyProject, AnyStack, Backend, Output};
use crate::tree::{
    Arena, Argument, BinaryOperator, Body, ExprId, Expression, Literal, Part, Reference, Text, UnaryOperator,
};

/// The Terraform that everything paydsl writes can be applied with: native S3 lock files and ephemeral values.
pub const REQUIRED_VERSION: &str = ">= 1.11.0";

/// The locals that every module has; a stack's own must be called otherwise.
const OWN_LOCALS: [&str; 6] = [
    "environments",
    "environment",
    "environment_suffix",
    "env",
    "name_suffix",
    "tags",
];

/// The variables that every module has.
const OWN_VARIABLES: [&str; 3] = ["environment", "environment_suffix", "confirm"];

/// A root module, ready to be written.
pub struct Module {
    /// The project's name.
    pub project: String,
    /// The stack's name.
    pub stack: &'static str,
    /// The files in writing order: name without extension, content. Files without content are not written.
    pub files: Vec<(&'static str, Body)>,
    /// The expressions that the files' bodies refer to.
    pub arena: Arena,
    /// Every address declared, with its Rust line, in the order of declaration.
    pub sources: Vec<(String, Site)>,
    /// The addresses that a `moved` or `removed` block accounts for.
    pub retired: Vec<String>,
    /// The functions whose code is deployed.
    pub code: Vec<&'static str>,
    /// What was declared, in the order it was.
    pub declarations: Vec<Declaration>,
    /// The instance names of the components that an address was declared in, outermost first.
    pub components: HashMap<String, Vec<String>>,
    /// What statements of policy documents are excepted from.
    pub exemptions: HashMap<ExprId, &'static [Exemption]>,
    /// The locals that every module has.
    pub locals: Vec<(&'static str, ExprId)>,
    /// What is wrong, in words for the stack's author. If there is anything, nothing must be written.
    pub errors: Vec<String>,
}

/// Runs the stack and lays out its root module.
///
/// `backend` is where its state is kept, which is not always the project's backend: an emulated run keeps its own.
pub fn synthesize(project: &AnyProject, stack: &AnyStack, backend: &Backend) -> Module {
    let (laid_out, declared) = builder::run(|| {
        let outputs = (stack.build)();
        let own = OwnParts::new(project, stack, backend);
        (outputs, own)
    });
    let (outputs, own) = laid_out;
    let mut errors = declared.errors;
    errors.extend(unknown_code(project, stack, &declared.code));
    let declarations = declared.declarations;
    let mut layout = Layout {
        errors: &mut errors,
        module: &own,
    };
    let files = vec![
        ("terraform", layout.terraform(&declarations)),
        ("providers", layout.providers(&declarations)),
        ("variables", layout.variables(&declarations)),
        ("locals", layout.locals(&declarations)),
        ("main", layout.main(&declarations)),
        ("outputs", layout.outputs(&outputs)),
    ];
    Module {
        project: project.name.clone(),
        stack: stack.name,
        files,
        arena: declared.arena,
        code: declared.code,
        sources: sources(&declarations),
        retired: retired(&declarations),
        declarations,
        components: declared.components,
        exemptions: declared.exemptions,
        locals: own.locals,
        errors,
    }
}

/// Functions that the stack deploys and the project does not name.
fn unknown_code(project: &AnyProject, stack: &AnyStack, code: &[&'static str]) -> Vec<String> {
    let known: Vec<&str> = project
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    let unknown = code.iter().filter(|name| !known.contains(name));
    unknown
        .map(|name| {
            let near = paydsl_schema::suggest(name, known.iter().copied());
            let hint = near.first().map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
            format!(
                "{}: stack {} deploys the code of {name:?}, which project {} does not have; add `.function({name:?}, ..)`{hint}",
                stack.site, stack.name, project.name
            )
        })
        .collect()
}

fn sources(declarations: &[Declaration]) -> Vec<(String, Site)> {
    let addressed = declarations
        .iter()
        .filter(|declaration| declaration.kind != Kind::Provider);
    addressed
        .filter_map(|declaration| Some((declaration.address.as_ref()?.to_string(), declaration.site)))
        .collect()
}

/// What `moved` and `removed` blocks retire. A retired index or module path retires the whole address.
fn retired(declarations: &[Declaration]) -> Vec<String> {
    let blocks = declarations
        .iter()
        .filter(|declaration| matches!(declaration.kind, Kind::Moved | Kind::Removed));
    let from = blocks.filter_map(|declaration| declaration.fields.iter().find(|field| field.name == "from"));
    from.filter_map(|field| match &field.value {
        FieldValue::Reference(reference) => Some(reference.as_str().to_owned()),
        _ => None,
    })
    .collect()
}

/// The expressions that every module has, made while its builder is there.
struct OwnParts {
    project: String,
    backend: Backend,
    backend_settings: Vec<(Text, Literal)>,
    remotes: Vec<(&'static str, ExprId, ExprId)>,
    has_region: bool,
    region: ExprId,
    /// `locals` by name.
    locals: Vec<(&'static str, ExprId)>,
    environment_validations: Vec<(ExprId, ExprId)>,
    suffix_validation: (ExprId, ExprId),
    confirm_validation: Option<(ExprId, ExprId)>,
}

fn root(text: impl Into<Text>) -> ExprId {
    builder::add(Expression::Root(text.into()))
}

fn call(name: &'static str, arguments: Vec<ExprId>) -> ExprId {
    builder::add(Expression::Call {
        name: name.into(),
        arguments,
        expand: false,
    })
}

fn binary(operator: BinaryOperator, left: ExprId, right: ExprId) -> ExprId {
    builder::add(Expression::Binary(operator, left, right))
}

fn object(entries: impl IntoIterator<Item = (&'static str, ExprId)>) -> ExprId {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (builder::string(key), value))
        .collect();
    builder::add(Expression::Object(entries))
}

/// A constant in a place that Terraform evaluates.
fn evaluated(literal: &Literal) -> ExprId {
    let expression = match literal {
        Literal::Null => Expression::Null,
        Literal::Bool(value) => Expression::Bool(*value),
        Literal::Number(number) => Expression::Number(*number),
        Literal::String(text) => Expression::String(text.clone()),
        Literal::List(items) => Expression::List(items.iter().map(evaluated).collect()),
        Literal::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (builder::string(key.clone()), evaluated(value)));
            Expression::Object(entries.collect())
        }
    };
    builder::add(expression)
}

impl OwnParts {
    fn new(project: &AnyProject, stack: &AnyStack, backend: &Backend) -> Self {
        let workspace = root("terraform.workspace");
        let environments = object(
            project
                .environments
                .iter()
                .map(|row| (row.name, object((row.values)()))),
        );
        let environment = call("coalesce", vec![root("var.environment"), workspace]);
        let suffix = call("coalesce", vec![root("var.environment_suffix"), workspace]);
        let env = builder::add(Expression::Index(root("local.environments"), root("local.environment")));
        let (own_environment, own_suffix) = (root("local.environment"), root("local.environment_suffix"));
        let both = builder::add(Expression::Template(vec![
            Part::Value(own_environment),
            Part::Literal("-".into()),
            Part::Value(own_suffix),
        ]));
        let same = binary(BinaryOperator::Equal, own_suffix, own_environment);
        let name_suffix = builder::add(Expression::Conditional(same, own_environment, both));
        let tags = object([
            ("Project", builder::string(project.name.clone())),
            ("Stack", builder::string(stack.name)),
            ("Environment", own_environment),
            ("EnvironmentSuffix", own_suffix),
            ("ManagedBy", builder::string("paydsl")),
        ]);
        OwnParts {
            project: project.name.clone(),
            backend: backend.clone(),
            backend_settings: backend.block_settings(&project.name, stack.name),
            remotes: stack
                .remotes
                .iter()
                .map(|remote| {
                    (
                        *remote,
                        evaluated(&Literal::Object(backend.remote_config(&project.name, remote))),
                        workspace,
                    )
                })
                .collect(),
            has_region: project.environment_fields.contains(&"region"),
            region: builder::add(Expression::Attribute(root("local.env"), "region".into())),
            locals: vec![
                ("environments", environments),
                ("environment", environment),
                ("environment_suffix", suffix),
                ("env", env),
                ("name_suffix", name_suffix),
                ("tags", tags),
            ],
            environment_validations: environment_validations(project),
            suffix_validation: suffix_validation(),
            confirm_validation: confirm_validation(project),
        }
    }
}

fn text(parts: Vec<Part>) -> ExprId {
    builder::add(Expression::Template(parts))
}

/// Undeclared workspaces are refused, `default` too, and a declared one is its own environment.
fn environment_validations(project: &AnyProject) -> Vec<(ExprId, ExprId)> {
    let names: Vec<&str> = project.environments.iter().map(|row| row.name).collect();
    let workspace = root("terraform.workspace");
    let table = call("keys", vec![root("local.environments")]);
    let environment = call("coalesce", vec![root("var.environment"), workspace]);
    let declared = call("contains", vec![table, environment]);
    let unknown = text(vec![
        Part::Literal("The workspace \"".into()),
        Part::Value(workspace),
        Part::Literal(
            format!(
                "\" is not an environment of {}. Select one of {} (terraform workspace select -or-create NAME), or say \
                 which of them this workspace is a copy of (-var environment=NAME).",
                project.name,
                names.join(", ")
            )
            .into(),
        ),
    ]);
    // A validation has to read its own variable; where that is null, the workspace `default` is not declared anyway.
    let not_given = binary(
        BinaryOperator::Equal,
        root("var.environment"),
        builder::add(Expression::Null),
    );
    let named = binary(BinaryOperator::NotEqual, workspace, builder::string("default"));
    let not_default = binary(BinaryOperator::Or, not_given, named);
    let default = builder::string(format!(
        "The workspace \"default\" is never applied, so that nothing is applied by accident. Select one of {} \
         (terraform workspace select -or-create NAME).",
        names.join(", ")
    ));
    let is_copy = builder::add(Expression::Unary(
        UnaryOperator::Not,
        call("contains", vec![table, workspace]),
    ));
    let is_itself = binary(BinaryOperator::Equal, environment, workspace);
    let own = binary(BinaryOperator::Or, is_copy, is_itself);
    let not_own = text(vec![
        Part::Literal("The workspace \"".into()),
        Part::Value(workspace),
        Part::Literal("\" holds the environment of that name and cannot be applied as another one.".into()),
    ]);
    vec![(declared, unknown), (not_default, default), (own, not_own)]
}

fn suffix_validation() -> (ExprId, ExprId) {
    let suffix = call(
        "coalesce",
        vec![root("var.environment_suffix"), root("terraform.workspace")],
    );
    let pattern = builder::string("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$");
    let matches = call("can", vec![call("regex", vec![pattern, suffix])]);
    let message = builder::string(
        "The environment suffix becomes part of names: use lower-case letters, digits and hyphens, at most 32, starting \
         and ending with a letter or digit.",
    );
    (matches, message)
}

/// A protected environment is applied only if its name is given once more.
fn confirm_validation(project: &AnyProject) -> Option<(ExprId, ExprId)> {
    let protected = project.environments.iter().filter(|row| row.protected);
    let protected: Vec<ExprId> = protected.map(|row| builder::string(row.name)).collect();
    if protected.is_empty() {
        return None;
    }
    let environment = call("coalesce", vec![root("var.environment"), root("terraform.workspace")]);
    let list = builder::add(Expression::List(protected));
    let free = builder::add(Expression::Unary(
        UnaryOperator::Not,
        call("contains", vec![list, environment]),
    ));
    let null = builder::add(Expression::Null);
    let given = builder::add(Expression::Conditional(
        binary(BinaryOperator::Equal, root("var.confirm"), null),
        builder::string(""),
        root("var.confirm"),
    ));
    let confirmed = binary(BinaryOperator::Equal, given, environment);
    let condition = binary(BinaryOperator::Or, free, confirmed);
    let message = text(vec![
        Part::Literal("The environment \"".into()),
        Part::Value(environment),
        Part::Literal("\" is protected. Confirm it by its name: -var confirm=".into()),
        Part::Value(environment),
        Part::Literal(".".into()),
    ]);
    Some((condition, message))
}

struct Layout<'a> {
    errors: &'a mut Vec<String>,
    module: &'a OwnParts,
}

impl Layout<'_> {
    fn terraform(&mut self, declarations: &[Declaration]) -> Body {
        let mut settings = Body::default();
        settings.literal("required_version", REQUIRED_VERSION);
        let mut providers = Body::default();
        for provider in used_providers(declarations) {
            let requirement = vec![
                ("source".into(), Literal::from(provider.source)),
                ("version".into(), Literal::from(provider.version)),
            ];
            providers.argument(provider.local_name, Argument::Literal(Literal::Object(requirement)));
        }
        if !providers.items.is_empty() {
            settings.block("required_providers", [], providers);
        }
        self.backend(&mut settings);
        let mut file = Body::default();
        file.block("terraform", [], settings);
        file
    }

    /// The `backend` block. Terraform's default needs none, and with one the first `terraform init` in another data
    /// directory would offer to move the states of all workspaces onto themselves.
    fn backend(&self, settings: &mut Body) {
        let backend = &self.module.backend;
        if backend.is_local() && self.module.backend_settings.is_empty() {
            return;
        }
        let mut body = Body::default();
        for (name, value) in &self.module.backend_settings {
            body.literal(name.clone(), value.clone());
        }
        settings.block("backend", [Text::Owned(backend.name.clone())], body);
    }

    fn providers(&mut self, declarations: &[Declaration]) -> Body {
        let mut file = Body::default();
        let configured = |name: &str| {
            declarations
                .iter()
                .any(|d| d.kind == Kind::Provider && d.address.is_none() && uses(d, name))
        };
        // Where an environment has a region, AWS is configured by it unless the stack does so itself.
        if self.module.has_region
            && used_providers(declarations).iter().any(|p| p.local_name == "aws")
            && !configured("aws")
        {
            let mut body = Body::default();
            body.expression("region", self.module.region);
            file.block("provider", ["aws".into()], body);
        }
        for declaration in declarations
            .iter()
            .filter(|declaration| declaration.kind == Kind::Provider)
        {
            let Some(provider) = declaration.provider else { continue };
            let mut body = Body::default();
            if let Some(address) = &declaration.address {
                body.literal("alias", address.name.clone());
            }
            self.fields(&mut body, &declaration.fields, declaration.site);
            file.block("provider", [provider.local_name.into()], body);
        }
        file
    }

    fn variables(&mut self, declarations: &[Declaration]) -> Body {
        let mut file = Body::default();
        let own = self.module;
        let mut add = |name: &'static str, description: &'static str, validations: &[(ExprId, ExprId)]| {
            let mut body = Body::default();
            body.argument("type", Argument::Reference(Reference::new("string")))
                .literal("default", Literal::Null)
                .literal("description", description);
            for (condition, message) in validations {
                let mut validation = Body::default();
                validation
                    .expression("condition", *condition)
                    .expression("error_message", *message);
                body.block("validation", [], validation);
            }
            file.block("variable", [name.into()], body);
        };
        add(
            "environment",
            "The environment to apply; the workspace's name unless given.",
            &own.environment_validations,
        );
        add(
            "environment_suffix",
            "What makes names unique among copies of an environment; the workspace's name unless given.",
            &[own.suffix_validation],
        );
        if let Some(validation) = own.confirm_validation {
            add(
                "confirm",
                "The name of the environment once more, for one that is protected.",
                &[validation],
            );
        }
        for declaration in declarations
            .iter()
            .filter(|declaration| declaration.kind == Kind::Variable)
        {
            self.named(&mut file, "variable", declaration, &OWN_VARIABLES);
        }
        file
    }

    fn locals(&mut self, declarations: &[Declaration]) -> Body {
        let mut locals = Body::default();
        for (name, value) in &self.module.locals {
            locals.expression(*name, *value);
        }
        for declaration in declarations
            .iter()
            .filter(|declaration| declaration.kind == Kind::Local)
        {
            let (Some(address), Some(field)) = (&declaration.address, declaration.fields.first()) else {
                continue;
            };
            if self.reserved(address, declaration.site, &OWN_LOCALS) {
                continue;
            }
            if let FieldValue::Expression(value) = field.value {
                locals.expression(address.name.clone(), value);
            }
        }
        let mut file = Body::default();
        file.block("locals", [], locals);
        file
    }

    fn main(&mut self, declarations: &[Declaration]) -> Body {
        let mut file = Body::default();
        for (stack, config, workspace) in &self.module.remotes {
            let mut body = Body::default();
            body.literal("backend", self.module.backend.name.clone())
                .expression("workspace", *workspace);
            body.expression("config", *config);
            file.block("data", ["terraform_remote_state".into(), (*stack).into()], body);
        }
        for declaration in declarations {
            match declaration.kind {
                Kind::Resource => self.addressed(&mut file, "resource", declaration),
                Kind::Data => self.addressed(&mut file, "data", declaration),
                Kind::Ephemeral => self.addressed(&mut file, "ephemeral", declaration),
                Kind::Module => self.named(&mut file, "module", declaration, &[]),
                Kind::Check => self.named(&mut file, "check", declaration, &[]),
                Kind::Moved => self.anonymous(&mut file, "moved", declaration),
                Kind::Import => self.anonymous(&mut file, "import", declaration),
                Kind::Removed => self.anonymous(&mut file, "removed", declaration),
                Kind::Variable | Kind::Local | Kind::Provider => {}
            }
        }
        file
    }

    fn outputs(&mut self, outputs: &[Output]) -> Body {
        let mut file = Body::default();
        for output in outputs {
            let mut body = Body::default();
            body.expression("value", output.value);
            if !output.description.is_empty() {
                body.literal("description", output.description);
            }
            if output.sensitive {
                body.literal("sensitive", true);
            }
            file.block("output", [output.name.into()], body);
        }
        file
    }

    fn addressed(&mut self, file: &mut Body, block: &'static str, declaration: &Declaration) {
        let Some(address) = &declaration.address else { return };
        let mut body = Body::default();
        self.fields(&mut body, &declaration.fields, declaration.site);
        file.block(block, [address.kind.clone(), Text::Owned(address.name.clone())], body);
    }

    fn named(&mut self, file: &mut Body, block: &'static str, declaration: &Declaration, own: &[&str]) {
        let Some(address) = &declaration.address else { return };
        if self.reserved(address, declaration.site, own) {
            return;
        }
        let mut body = Body::default();
        self.fields(&mut body, &declaration.fields, declaration.site);
        file.block(block, [Text::Owned(address.name.clone())], body);
    }

    fn anonymous(&mut self, file: &mut Body, block: &'static str, declaration: &Declaration) {
        let mut body = Body::default();
        self.fields(&mut body, &declaration.fields, declaration.site);
        file.block(block, [], body);
    }

    fn reserved(&mut self, address: &Address, site: Site, own: &[&str]) -> bool {
        let taken = own.contains(&address.name.as_str());
        if taken {
            let project = &self.module.project;
            self.errors.push(format!(
                "{site}: {address} is made by paydsl in every stack of {project}; give yours another name"
            ));
        }
        taken
    }

    fn fields(&mut self, body: &mut Body, fields: &[Field], site: Site) {
        for field in fields {
            let name = field.name.clone();
            match &field.value {
                FieldValue::Expression(value) => {
                    body.expression(name, *value);
                }
                FieldValue::Literal(value) => {
                    body.literal(name, value.clone());
                }
                FieldValue::Reference(reference) => {
                    body.argument(name, Argument::Reference(reference.clone()));
                }
                FieldValue::References(references) => {
                    body.argument(name, Argument::References(references.clone()));
                }
                FieldValue::ReferenceMap(entries) => {
                    body.argument(name, Argument::ReferenceMap(entries.clone()));
                }
                FieldValue::Blocks(blocks) => self.blocks(body, &name, blocks, site),
                FieldValue::Dynamic {
                    for_each,
                    iterator,
                    content,
                } => {
                    let mut dynamic = Body::default();
                    dynamic.expression("for_each", *for_each);
                    if *iterator != name {
                        dynamic.argument("iterator", Argument::Reference(Reference::new(iterator.clone())));
                    }
                    let mut inner = Body::default();
                    self.fields(&mut inner, content, site);
                    dynamic.block("content", [], inner);
                    body.block("dynamic", [name], dynamic);
                }
            }
        }
    }

    fn blocks(&mut self, body: &mut Body, name: &Text, blocks: &[BlockValue], site: Site) {
        for block in blocks {
            let kind = block.path.rsplit('.').next().unwrap_or(block.path);
            if kind != name {
                self.errors.push(format!(
                    "{site}: a block of {} stands where `{name}` is meant",
                    block.path
                ));
            }
            let mut inner = Body::default();
            self.fields(&mut inner, &block.fields, site);
            body.block(name.clone(), block.labels.iter().cloned(), inner);
        }
    }
}

fn uses(declaration: &Declaration, provider: &str) -> bool {
    declaration.provider.is_some_and(|used| used.local_name == provider)
}

/// The providers in use, by name; the one built into Terraform is not installed and so not required.
fn used_providers(declarations: &[Declaration]) -> Vec<ProviderUse> {
    let mut used: Vec<ProviderUse> = Vec::new();
    for provider in declarations.iter().filter_map(|declaration| declaration.provider) {
        let built_in = provider.source.starts_with("terraform.io/builtin/");
        if !built_in && !used.iter().any(|known| known.local_name == provider.local_name) {
            used.push(provider);
        }
    }
    used.sort_by_key(|provider| provider.local_name);
    used
}
