//! What a call has cost, on every path: counted by the provider where it says so, estimated where it does not.
//!
//! # The estimate
//! Without the model's vocabulary nobody can count tokens, and vocabularies are megabytes. The rule is a token for
//! every four bytes of UTF-8, rounded up: near the truth for English, and a token for each ideograph at most. What
//! is set aside before a call is twice that, with 16 tokens a message for its frame, so that what is settled by the
//! estimate is never more than what was reserved.

use crate::{Event, Request, Usage};

/// What a call has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Tokens of the prompt; 0 as long as the provider has not taken it.
    pub input_tokens: u32,
    /// Tokens of the answer so far.
    pub output_tokens: u32,
    /// At least one of the two is our estimate.
    pub estimated: bool,
}

impl Settled {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> u64 {
        u64::from(self.input_tokens) + u64::from(self.output_tokens)
    }

    /// What is left of it when a part is paid for.
    pub(crate) fn less(self, part: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_sub(part.input_tokens),
            output_tokens: self.output_tokens.saturating_sub(part.output_tokens),
            estimated: self.estimated || part.estimated,
        }
    }
}

/// The tokens to set aside before a call: an upper bound of the prompt, and the whole of `max_tokens`.
#[must_use]
pub fn reserve(request: &Request) -> u64 {
    let frame = 16 * (1 + request.user.len());
    let prompt = request.texts().map(|text| text.len().div_ceil(2)).sum::<usize>() + frame;
    u64::from(count(prompt)) + u64::from(request.max_tokens)
}

/// The counts of one attempt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    prompt_bytes: usize,
    taken: bool,
    answer_bytes: usize,
    /// Something else than blanks was said.
    words: bool,
    usage: Usage,
    whole: bool,
}

impl Tally {
    pub(crate) fn of(request: &Request) -> Self {
        Self { prompt_bytes: request.texts().map(str::len).sum(), ..Self::default() }
    }

    /// A new attempt: what the last one cost is not the user's.
    pub(crate) fn again(&mut self) {
        *self = Self { prompt_bytes: self.prompt_bytes, ..Self::default() };
    }

    /// The provider has taken the prompt.
    pub(crate) fn taken(&mut self) {
        self.taken = true;
    }

    pub(crate) fn add(&mut self, event: &Event) {
        match event {
            Event::Delta(text) => {
                self.answer_bytes += text.len();
                self.words |= !text.trim().is_empty();
            }
            Event::Usage(usage) => self.usage = self.usage.then(*usage),
            Event::End(_) => self.whole = true,
        }
    }

    /// Whether words have been said; blanks are none.
    pub(crate) fn has_words(&self) -> bool {
        self.words
    }

    pub(crate) fn settled(&self) -> Settled {
        if !self.taken {
            return Settled::default();
        }
        let estimate = count(self.answer_bytes.div_ceil(4));
        // Before the end a count may lag behind the words that it counts.
        let output_tokens = match self.usage.output {
            Some(counted) if self.whole => counted,
            Some(counted) => counted.max(estimate),
            None => estimate,
        };
        Settled {
            input_tokens: self.usage.input.unwrap_or(count(self.prompt_bytes.div_ceil(4))),
            output_tokens,
            estimated: !self.whole || self.usage.input.is_none() || self.usage.output.is_none(),
        }
    }
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::End;

    fn request(system: &str, user: &str) -> Request {
        Request { system: system.into(), user: vec![user.into()], max_tokens: 100 }
    }

    fn settled(events: &[Event]) -> Settled {
        let mut tally = Tally::of(&request("12345678", "123"));
        tally.taken();
        for event in events {
            tally.add(event);
        }
        tally.settled()
    }

    #[test]
    fn the_providers_count_wins_and_its_absence_is_said() {
        let delta = Event::Delta("twelve bytes".into());
        let usage = |input, output| Event::Usage(Usage { input, output });
        let end = Event::End(End::Stop);
        let expect =
            |input_tokens, output_tokens, estimated| Settled { input_tokens, output_tokens, estimated };
        for (events, expected) in [
            (vec![], expect(3, 0, true)),
            (vec![delta.clone()], expect(3, 3, true)),
            (vec![delta.clone(), end.clone()], expect(3, 3, true)),
            (vec![delta.clone(), usage(Some(7), Some(9)), end.clone()], expect(7, 9, false)),
            (vec![usage(Some(7), Some(1)), delta.clone()], expect(7, 3, true)),
            (
                vec![usage(Some(7), Some(1)), delta.clone(), usage(None, Some(2)), end.clone()],
                expect(7, 2, false),
            ),
            (vec![delta.clone(), usage(None, Some(9)), end], expect(3, 9, true)),
        ] {
            assert_eq!(settled(&events), expected, "{events:?}");
        }
        let mut tally = Tally::of(&request("a", "b"));
        assert_eq!(tally.settled(), Settled::default(), "nothing was taken, nothing is owed");
        tally.taken();
        tally.add(&delta);
        tally.again();
        assert_eq!(tally.settled(), Settled::default());
    }

    proptest! {
        /// What was set aside covers what the estimate settles, as long as the answer keeps to its limit.
        #[test]
        fn the_reservation_covers_the_estimate(system in ".{0,80}", user in ".{0,80}", answer in ".{0,200}") {
            let request = request(&system, &user);
            let mut tally = Tally::of(&request);
            tally.taken();
            tally.add(&Event::Delta(answer));
            let settled = tally.settled();
            prop_assume!(settled.output_tokens <= request.max_tokens);
            prop_assert!(settled.total() <= reserve(&request));
        }
    }
}
