//! Health, probes, metrics and documentation.

use http::{Method, header};

use crate::app::TestApp;

#[tokio::test]
async fn health_tells_everybody_little_and_admins_more() {
    let app = TestApp::start().await;
    let public = app.guest().get("/health").await;
    assert_eq!(public.body["services"]["database"], "healthy");
    assert!(public.body.get("version").is_none() && public.body.get("correlation_id").is_none());
    let details = app.admin().await.get("/health").await;
    assert!(
        details.body["version"].is_string() && details.body["memory"]["resident_bytes"].as_u64() > Some(0)
    );
}

#[tokio::test]
async fn probes_follow_readiness() {
    let app = TestApp::start().await;
    assert_eq!(app.guest().get("/livez").await.status.as_u16(), 200);
    assert_eq!(app.guest().get("/readyz").await.status.as_u16(), 200);
    app.app.ready.set(false);
    assert_eq!(app.guest().get("/readyz").await.status.as_u16(), 503);
    assert_eq!(app.guest().get("/livez").await.status.as_u16(), 200);
}

#[tokio::test]
async fn metrics_need_their_token() {
    let app = TestApp::start().await;
    let guest = app.guest();
    guest.get("/metrics").await.refused(401, "AUTHENTICATION_REQUIRED");
    let mut request = guest.request(Method::GET, "/metrics");
    request.headers_mut().insert(header::AUTHORIZATION, "Bearer metrics-token-of-the-tests".parse().unwrap());
    let answer = guest.send(request).await;
    assert_eq!(answer.status.as_u16(), 200);
}

#[tokio::test]
async fn the_documentation_works_without_a_network() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let document = guest.get("/openapi.json").await.body;
    let operations: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    let described = app.app.specs.iter().filter(|spec| spec.tag != "docs").count();
    assert_eq!(operations, described, "each route stands in the document");
    let page = guest.get("/docs/index.html").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text.contains("swagger-ui") && !page.text.contains("https://"), "{}", page.text);
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert_eq!(guest.get(&format!("/docs/{file}")).await.status.as_u16(), 200, "{file}");
    }
    assert_eq!(guest.get("/docs").await.headers[header::LOCATION], "/api/v1/docs/index.html");
}
