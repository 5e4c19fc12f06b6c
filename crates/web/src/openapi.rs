//! The OpenAPI document, made from the route table.

use serde_json::json;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder,
    Paths, Ref, RefOr, Required, ResponseBuilder, ResponsesBuilder, Schema, Type,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::SchemaType,
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use crate::{Access, Keep, Spec};

/// The document of these routes; `about` is Markdown that stands before them.
#[must_use]
pub fn document<'a>(specs: impl Iterator<Item = &'a Spec>, about: &str) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new().schema("Failure", failure()).security_scheme(
        "bearer",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    for spec in specs {
        for shape in spec.body.iter().map(|body| &body.shape).chain(&spec.answer) {
            components = components.schemas_from_iter(shape.parts.iter().cloned());
        }
        add(&mut paths, spec);
    }
    let info = InfoBuilder::new()
        .title("Mainstay")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()));
    OpenApiBuilder::new().info(info.build()).paths(paths).components(Some(components.build())).build()
}

fn add(paths: &mut Paths, spec: &Spec) {
    let item = paths.paths.entry(spec.full_path()).or_default();
    let operation = Some(operation(spec));
    match spec.method.as_str() {
        "GET" => item.get = operation,
        "POST" => item.post = operation,
        "PUT" => item.put = operation,
        "PATCH" => item.patch = operation,
        "DELETE" => item.delete = operation,
        _ => {}
    }
}

fn operation(spec: &Spec) -> Operation {
    let id = format!("{}{}", spec.method.as_str().to_lowercase(), spec.path.replace(['/', '{', '}'], "_"));
    let mut builder = OperationBuilder::new()
        .operation_id(Some(id))
        .tag(spec.tag)
        .summary(Some(spec.summary))
        .parameters(Some(parameters(spec)))
        .responses(responses(spec).build());
    if let Some(body) = &spec.body {
        let content = ContentBuilder::new().schema(Some(body.shape.schema.clone())).build();
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        builder = builder.request_body(Some(body.build()));
    }
    if spec.access != Access::Public {
        builder = builder.security(SecurityRequirement::new::<_, _, String>("bearer", []));
    }
    builder.build()
}

fn parameters(spec: &Spec) -> Vec<Parameter> {
    let text =
        || RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build()));
    let named = spec.path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| {
        let name = name.trim_start_matches('*');
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(text()))
            .build()
    });
    let key = (spec.keep != Keep::Nothing).then(|| {
        ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("Send the same key to repeat the request safely within 24 hours"))
            .schema(Some(text()))
            .build()
    });
    named.chain(spec.query.iter().cloned()).chain(key).collect()
}

fn responses(spec: &Spec) -> ResponsesBuilder {
    let text =
        || RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build()));
    let answer = spec.answer.as_ref().map(|answer| answer.schema.clone());
    let (kind, schema) = match spec.bare {
        Some(kind) => (kind, answer.unwrap_or_else(text)),
        None => ("application/json", envelope(answer.unwrap_or_default())),
    };
    let success = ContentBuilder::new().schema(Some(schema)).build();
    let success = ResponseBuilder::new().description(spec.summary).content(kind, success);
    let failure = ContentBuilder::new().schema(Some(Ref::from_schema_name("Failure"))).build();
    let failure =
        ResponseBuilder::new().description("A refusal or failure").content("application/json", failure);
    ResponsesBuilder::new().response(spec.status.as_str(), success).response("default", failure)
}

fn envelope(data: RefOr<Schema>) -> RefOr<Schema> {
    let envelope = ObjectBuilder::new()
        .property(
            "success",
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)).enum_values(Some([true])),
        )
        .property("data", data)
        .property("correlation_id", ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)))
        .required("success")
        .required("data")
        .required("correlation_id");
    RefOr::T(Schema::Object(envelope.build()))
}

fn failure() -> Schema {
    let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    let object = ObjectBuilder::new()
        .property(
            "success",
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)).enum_values(Some([false])),
        )
        .property("message", text().description(Some("What to do, for a person")))
        .property(
            "code",
            text().description(Some("What, for a program")).examples([json!("VALIDATION_FAILED")]),
        )
        .property("correlation_id", text())
        .property("details", ObjectBuilder::new())
        .required("success")
        .required("message")
        .required("code")
        .required("correlation_id");
    Schema::Object(object.build())
}
