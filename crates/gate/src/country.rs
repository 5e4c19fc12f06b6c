//! Step 2, the client: countries, when the operator gives a database that says which address is where.
//!
//! 1. A denied country wins over an allowed one. What is in no country (private networks, new allocations) passes a
//!    deny list and not an allow list; loopback is asked for no country.
//! 2. Without a database there are no country rules; rules without a database stop the start.
//! 3. A new file under the same name is taken over within ten seconds. One that cannot be read is named in the log, and
//!    the old one stays.
//!
//! Caveat: where an address is registered is not where somebody sits.

use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use kernel::locale::Country;
use maxminddb::{PathElement, Reader};

use crate::{Error, Reason, config};

type Database = Reader<Vec<u8>>;

/// Where the code stands in the databases that are about: those of `MaxMind` and DB-IP; those made from the registries;
/// a plain text.
const PLACES: [&[PathElement<'_>]; 3] = [
    &[PathElement::Key("country"), PathElement::Key("iso_code")],
    &[PathElement::Key("country_code")],
    &[PathElement::Key("country")],
];

/// Country rules, and the database that they ask.
pub struct Countries {
    allow: Vec<Country>,
    deny: Vec<Country>,
    source: Option<Source>,
}

struct Source {
    file: PathBuf,
    database: RwLock<Arc<Database>>,
    /// Size and age of the file that was read last, good or not.
    seen: Mutex<Stamp>,
}

type Stamp = Option<(u64, SystemTime)>;

impl Countries {
    /// Reads the database, if one is named.
    ///
    /// # Errors
    /// A code that is none, rules without a database, or a file that is no database.
    pub fn open(config: &config::Countries) -> Result<Self, Error> {
        let codes = |list: &[String]| -> Result<Vec<Country>, Error> {
            list.iter().map(|code| Country::parse(code).ok_or_else(|| Error::Country(code.clone()))).collect()
        };
        let (allow, deny) = (codes(&config.allow)?, codes(&config.deny)?);
        if config.database.as_os_str().is_empty() {
            let rules = !allow.is_empty() || !deny.is_empty();
            return if rules { Err(Error::NoDatabase) } else { Ok(Self { allow, deny, source: None }) };
        }
        Ok(Self { allow, deny, source: Some(Source::open(config.database.clone())?) })
    }

    /// Whether there is a database, and whether a rule asks it.
    #[must_use]
    pub fn state(&self) -> (bool, bool) {
        (self.source.is_some(), !self.allow.is_empty() || !self.deny.is_empty())
    }

    /// Where an address is at home.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> Option<Country> {
        let source = self.source.as_ref()?;
        let database = source.database.read().unwrap_or_else(PoisonError::into_inner).clone();
        let found = database.lookup(address.to_canonical()).ok()?;
        PLACES.iter().find_map(|place| found.decode_path::<&str>(place).ok()?.and_then(Country::parse))
    }

    /// What the database says of itself: its kind and when it was made, in seconds since the epoch.
    #[must_use]
    pub fn describe(&self) -> Option<(String, u64)> {
        let database = self.source.as_ref()?.database.read().unwrap_or_else(PoisonError::into_inner).clone();
        let about = database.metadata();
        Some((about.database_type.clone(), about.build_epoch))
    }

    /// Reads the file again if it is another one than before; answers whether a new one is in use. Blocks on the file.
    pub fn reload(&self) -> bool {
        self.source.as_ref().is_some_and(Source::reload)
    }

    /// Whether the rules let an address in. Loopback is in no country.
    #[must_use]
    pub fn admits(&self, address: IpAddr) -> bool {
        self.decide(address, self.of(address)).is_ok()
    }

    /// Refuses by country; `None` is an address of no known country.
    pub(crate) fn decide(&self, address: IpAddr, country: Option<Country>) -> Result<(), Reason> {
        if address.to_canonical().is_loopback() {
            return Ok(());
        }
        let within = |list: &[Country]| country.is_some_and(|country| list.contains(&country));
        let admitted = !within(&self.deny) && (self.allow.is_empty() || within(&self.allow));
        if admitted { Ok(()) } else { Err(Reason::CountryDenied) }
    }
}

impl Source {
    fn open(file: PathBuf) -> Result<Self, Error> {
        let seen = stamp(&file);
        match Reader::open_readfile(&file) {
            Ok(database) => {
                Ok(Self { file, database: RwLock::new(Arc::new(database)), seen: Mutex::new(seen) })
            }
            Err(cause) => Err(Error::Database(file, Box::new(cause))),
        }
    }

    fn reload(&self) -> bool {
        let now = stamp(&self.file);
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if now.is_none() || *seen == now {
                return false;
            }
            *seen = now;
        }
        match Reader::open_readfile(&self.file) {
            Ok(database) => {
                *self.database.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(database);
                tracing::info!(file = %self.file.display(), "a new country database is in use");
                true
            }
            Err(cause) => {
                let file = self.file.display();
                tracing::error!(%file, %cause, "gate.countries.database cannot be read; the old one stays in use");
                false
            }
        }
    }
}

fn stamp(file: &std::path::Path) -> Stamp {
    let about = std::fs::metadata(file).ok()?;
    Some((about.len(), about.modified().ok()?))
}

#[cfg(test)]
mod tests;
