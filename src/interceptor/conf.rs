//! What interceptors have registered on a configuration.

use crate::callback::interceptor::{OnConfDestroy, OnConfDup, OnConfSet, OnNew};

use super::Chain;

/// A configuration's interceptors. `rd_kafka_new` hands them on to the instance; a copy for the application starts
/// without any, and `on_conf_dup` is there to register them anew.
#[derive(Clone, Default)]
pub struct ConfInterceptors {
    pub on_conf_set: Chain<OnConfSet>,
    pub on_conf_dup: Chain<OnConfDup>,
    pub on_conf_destroy: Chain<OnConfDestroy>,
    pub on_new: Chain<OnNew>,
    /// Properties that an `on_conf_set` took over, with their values: copies of the configuration are set to them again.
    taken: Vec<(String, Option<String>)>,
}

impl ConfInterceptors {
    /// An interceptor took a property over.
    pub fn note_taken(&mut self, name: String, value: Option<String>) {
        match self.taken.iter_mut().find(|(known, _)| *known == name) {
            Some(taken) => taken.1 = value,
            None => self.taken.push((name, value)),
        }
    }

    /// The properties that interceptors took over, in the order in which they were first set.
    pub fn taken(&self) -> &[(String, Option<String>)] {
        &self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_counts() {
        let mut interceptors = ConfInterceptors::default();
        interceptors.note_taken("a".into(), Some("1".into()));
        interceptors.note_taken("b".into(), None);
        interceptors.note_taken("a".into(), Some("2".into()));
        assert_eq!(interceptors.taken(), [("a".into(), Some("2".into())), ("b".into(), None)]);
    }
}
