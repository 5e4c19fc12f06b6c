//! How often Argon2 runs, what it takes, and what happens when too many ask at once.

use super::*;

const CHEAP: Hashing = Hashing { memory_kib: 64, passes: 1, lanes: 1, at_once: 1, waiting: 1 };

fn secret(text: &str) -> SecretString {
    text.into()
}

#[tokio::test]
async fn known_and_unknown_cost_one_run_each() {
    let passwords = Passwords::new(CHEAP).unwrap();
    let hash = passwords.hash(secret("violet hamster rain")).await.unwrap();
    assert_eq!(passwords.runs(), 1);
    let asked = [
        (Some(hash.clone()), "violet hamster rain", Checked::Right { renewed: None }),
        (Some(hash), "violet hamster rais", Checked::Wrong),
        (None, "violet hamster rain", Checked::Wrong),
        (None, "", Checked::Wrong),
    ];
    for (at, (known, password, checked)) in asked.into_iter().enumerate() {
        assert_eq!(passwords.check(secret(password), known).await.unwrap(), checked, "{password}");
        assert_eq!(passwords.runs(), 2 + at as u64);
    }
}

#[tokio::test]
async fn nobody_is_as_costly_as_somebody() {
    let passwords = Passwords::new(CHEAP).unwrap();
    let somebody = passwords.hash(secret("x")).await.unwrap();
    let cost = |hash: &PasswordHash| {
        let hash = phc::PasswordHash::new(&hash.0).unwrap();
        let [salt, output] = [hash.salt.unwrap().len(), hash.hash.unwrap().len()];
        (hash.algorithm, hash.version, hash.params, salt, output)
    };
    assert_eq!(cost(&passwords.0.nobody), cost(&somebody));
    assert!(somebody.0.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", somebody.0);
}

#[tokio::test]
async fn the_same_password_never_has_the_same_hash() {
    let passwords = Passwords::new(CHEAP).unwrap();
    let [a, b] = [passwords.hash(secret("x")).await.unwrap(), passwords.hash(secret("x")).await.unwrap()];
    assert_ne!(a, b);
    assert_eq!(format!("{a:?}"), "PasswordHash(…)");
}

#[tokio::test]
async fn a_hash_of_older_parameters_is_renewed_by_the_right_password_only() {
    let old = Passwords::new(CHEAP).unwrap().hash(secret("violet hamster")).await.unwrap();
    let passwords = Passwords::new(Hashing { passes: 2, ..CHEAP }).unwrap();
    assert_eq!(passwords.check(secret("wrong"), Some(old.clone())).await.unwrap(), Checked::Wrong);
    let Checked::Right { renewed: Some(renewed) } =
        passwords.check(secret("violet hamster"), Some(old)).await.unwrap()
    else {
        panic!("not renewed")
    };
    assert!(renewed.0.contains("t=2"));
    let checked = passwords.check(secret("violet hamster"), Some(renewed)).await.unwrap();
    assert_eq!(checked, Checked::Right { renewed: None });
}

#[tokio::test]
async fn whoever_comes_past_the_waiting_is_told_so() {
    let passwords = Passwords::new(CHEAP).unwrap();
    let turn = passwords.0.turns.clone().acquire_owned().await.unwrap();
    let working = passwords.0.places.clone().acquire_owned().await.unwrap();
    let waiting = tokio::spawn({
        let passwords = passwords.clone();
        async move { passwords.hash(secret("x")).await }
    });
    while passwords.0.places.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(passwords.hash(secret("x")).await, Err(Error::Busy)));
    assert!(matches!(passwords.check(secret("x"), None).await, Err(Error::Busy)));
    assert_eq!(passwords.runs(), 0, "nobody has run");
    drop((turn, working));
    assert!(waiting.await.unwrap().is_ok());
    assert!(passwords.hash(secret("x")).await.is_ok(), "its place is free again");
}

#[tokio::test]
async fn a_client_that_hangs_up_frees_no_core() {
    let passwords = Passwords::new(Hashing { waiting: 0, ..CHEAP }).unwrap();
    let (finish, told_to_finish) = std::sync::mpsc::channel::<()>();
    let (start, mut started) = tokio::sync::mpsc::unbounded_channel();
    let asked = tokio::spawn({
        let passwords = passwords.clone();
        async move {
            let work = move |_: &Pool| {
                start.send(()).unwrap();
                let _ = told_to_finish.recv();
                Ok(())
            };
            passwords.run(work).await
        }
    });
    started.recv().await.unwrap();
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    assert!(matches!(passwords.hash(secret("x")).await, Err(Error::Busy)), "the run goes on");
    finish.send(()).unwrap();
    let _turn = passwords.0.turns.acquire().await.unwrap();
    assert_eq!(passwords.0.places.available_permits(), 1);
}

#[test]
fn parameters_that_argon2_does_not_take_are_told() {
    assert!(matches!(Passwords::new(Hashing { memory_kib: 1, ..CHEAP }), Err(Error::Hashing(_))));
}

#[tokio::test]
async fn a_stored_hash_that_is_none_is_an_error_and_no_sign_in() {
    let passwords = Passwords::new(CHEAP).unwrap();
    for stored in ["", "x", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ", "$2y$10$abcdefghijklmnopqrstuv"] {
        let checked = passwords.check(secret("x"), Some(PasswordHash::stored(stored.into()))).await;
        assert!(checked.is_err() || checked.unwrap() == Checked::Wrong, "{stored}");
    }
}
