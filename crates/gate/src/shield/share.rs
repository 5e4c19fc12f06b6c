//! Blocks between nodes: what was blocked here is written, what was written or lifted elsewhere is read.

use std::sync::PoisonError;

use data::Result;
use ipnet::IpNet;
use jiff::SignedDuration;
use record::blocks::{self, Block, Mark};

use super::{Held, Shield};
use crate::score::Term;

/// The most blocks that wait for the database; what does not fit holds on this node alone.
const MOST_UNWRITTEN: usize = 10_000;

impl Shield {
    /// Writes what was blocked here and reads what changed elsewhere. What cannot be written is kept, within a bound.
    pub(crate) async fn refresh(&self) -> Result<()> {
        let mut mark = self.mark.lock().await;
        let ours = std::mem::take(&mut *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner));
        match self.exchange(&ours, *mark).await {
            Ok((theirs, next)) => {
                for block in &theirs {
                    self.learn(block);
                }
                self.forget_old();
                *mark = next;
                Ok(())
            }
            Err(error) => {
                self.setup.database.learn(&error);
                for block in ours {
                    self.to_write(block);
                }
                Err(error)
            }
        }
    }

    async fn exchange(&self, ours: &[Block], mark: Mark) -> Result<(Vec<Block>, Mark)> {
        let memory = SignedDuration::from_secs(i64::from(self.setup.config.memory_seconds.get()));
        let until = self.setup.clock.now().checked_sub(memory)?;
        blocks::exchange(&self.setup.database, self.setup.tenant, ours, mark, until).await
    }

    /// Takes over one block as the database tells it; the same may come again.
    pub(super) fn learn(&self, block: &Block) {
        let held = Held { id: block.id, term: term(block) };
        if block.nth == 0 {
            let mut given = self.given.write().unwrap_or_else(PoisonError::into_inner);
            given.retain(|(_, other)| other.id != block.id);
            if block.lifted.is_none() {
                given.push((block.network, held));
            }
            return;
        }
        let known = self.blocked.get(&block.network);
        if block.lifted.is_some() {
            if known.is_some_and(|known| known.id == block.id) {
                self.forgive(block.network);
            }
        } else if known.is_none_or(|known| known.term.until_ms < held.term.until_ms) {
            self.blocked.insert(block.network, held);
        }
    }

    /// Whom an admin let in again begins anew.
    fn forgive(&self, network: IpNet) {
        self.blocked.invalidate(&network);
        self.scores.invalidate(&network);
    }

    /// Keeps a block until the database takes it.
    pub(super) fn to_write(&self, block: Block) {
        let mut unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        if unwritten.len() < MOST_UNWRITTEN {
            unwritten.push(block);
        } else {
            metrics::counter!("address_blocks_total", "kind" => "unshared").increment(1);
        }
    }

    fn forget_old(&self) {
        let now = self.now_ms();
        let mut given = self.given.write().unwrap_or_else(PoisonError::into_inner);
        given.retain(|(_, held)| held.term.until_ms > now);
    }
}

fn term(block: &Block) -> Term {
    Term {
        nth: u32::try_from(block.nth).unwrap_or(0),
        from_ms: block.blocked_at.as_millisecond(),
        until_ms: block.until.as_millisecond(),
    }
}
