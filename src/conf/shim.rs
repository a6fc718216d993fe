//! wip: until the configuration's branch is merged
use super::Conf;
pub struct Warning {
    pub level: i32,
    pub text: String,
}
impl Conf {
    pub fn dump(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    pub fn is_set(&self, _: &str) -> bool {
        false
    }
    pub fn finalize(&mut self, _: crate::client::ClientKind) -> Result<Vec<Warning>, String> {
        Ok(Vec::new())
    }
}
