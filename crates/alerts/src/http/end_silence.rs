//! `DELETE /admin/alerts/silences/{id}`.

use kernel::SilenceId;
use web::{PathOf, Reply, Work, reply};

use crate::actions::silence;

pub(super) async fn run(PathOf(id): PathOf<SilenceId>, Work(mut unit): Work) -> web::Result<Reply<()>> {
    silence::end(&mut unit, id).await?;
    reply(unit.commit(()).await?)
}
