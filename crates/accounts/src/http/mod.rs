//! The routes of accounts.

mod end_session;
mod fields;
mod list_sessions;
mod list_users;
mod log_in;
mod log_out;
mod me;
mod read_me;
mod read_user;
mod refresh;
mod sign_up;
mod signed_in;
mod update_me;
mod update_user;
mod user_view;

#[cfg(test)]
mod tests;

use http::Method;
use web::{Class, Keep, Permission, Require, Routes, route};

use crate::{Accounts, Tokens};

/// Every route of this room.
#[must_use]
pub fn routes(accounts: Accounts) -> Routes {
    let own = sign_in(Routes::new("accounts"));
    let own = profile(own).state(accounts.clone());
    own.merge(admin().state(accounts))
}

fn sign_in(routes: Routes<Accounts>) -> Routes<Accounts> {
    let post = |path| route(Method::POST, path);
    routes
        .add(
            post("/auth/signup")
                .summary("Create an account on the free plan")
                .public()
                .class(Class::SignUp)
                .body::<sign_up::SignUp>()
                .answers::<signed_in::SignedIn>()
                .created()
                .keep(Keep::Done)
                .handler(sign_up::run),
        )
        .add(
            post("/auth/login")
                .summary("Sign in with e-mail and password")
                .public()
                .class(Class::SignIn)
                .body::<log_in::LogIn>()
                .answers::<signed_in::SignedIn>()
                .keep(Keep::Nothing)
                .handler(log_in::run),
        )
        .add(
            post("/auth/refresh")
                .summary("Exchange a refresh token for new tokens")
                .public()
                .class(Class::Write)
                .body::<refresh::Refresh>()
                .answers::<Tokens>()
                .keep(Keep::Nothing)
                .handler(refresh::run),
        )
        .add(
            post("/auth/logout")
                .summary("End this session")
                .signed_in()
                .keep(Keep::Nothing)
                .handler(log_out::run),
        )
}

fn profile(routes: Routes<Accounts>) -> Routes<Accounts> {
    routes
        .add(
            route(Method::GET, "/users/me")
                .summary("Your profile and plan")
                .permission(Permission::ViewProfile)
                .answers::<me::Me>()
                .handler(read_me::run),
        )
        .add(
            route(Method::PATCH, "/users/me")
                .summary("Change your profile")
                .permission(Permission::UpdateProfile)
                .body::<update_me::UpdateMe>()
                .answers::<me::Me>()
                .handler(update_me::run),
        )
        .add(
            route(Method::GET, "/users/me/sessions")
                .summary("Where you are signed in")
                .permission(Permission::ViewProfile)
                .answers::<web::Listing<list_sessions::SessionView>>()
                .handler(list_sessions::run),
        )
        .add(
            route(Method::DELETE, "/users/me/sessions/{id}")
                .summary("Sign out elsewhere")
                .permission(Permission::UpdateProfile)
                .keep(Keep::Nothing)
                .handler(end_session::run),
        )
}

fn admin() -> Routes<Accounts> {
    Routes::new("accounts")
        .add(
            route(Method::GET, "/users")
                .summary("The accounts of this business, newest first")
                .permission(Permission::ManageUsers)
                .query::<list_users::ListUsers>()
                .answers::<web::Listing<user_view::UserView>>()
                .handler(list_users::run),
        )
        .add(
            route(Method::GET, "/users/{id}")
                .summary("One account")
                .permission(Permission::ManageUsers)
                .answers::<user_view::UserView>()
                .handler(read_user::run),
        )
        .add(
            route(Method::PATCH, "/users/{id}")
                .summary("Change what an account may do, or switch it off")
                .permission(Permission::ManageUsers)
                .body::<update_user::UpdateUser>()
                .answers::<user_view::UserView>()
                .handler(update_user::run),
        )
        .nest("/admin")
        .require(Require::Admin)
}
