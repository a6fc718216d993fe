//! The functions that are called at one point, in the order of their registration.

use crate::callback::Opaque;
use crate::error::ErrorCode;

/// One interceptor's function.
#[derive(Clone, Debug)]
pub struct Hook<F> {
    /// The interceptor, as log lines name it.
    pub name: String,
    pub function: F,
    pub opaque: Opaque,
}

#[derive(Clone, Debug)]
pub struct Chain<F> {
    hooks: Vec<Hook<F>>,
}

impl<F> Default for Chain<F> {
    fn default() -> Self {
        Chain { hooks: Vec::new() }
    }
}

impl<F: Copy + PartialEq> Chain<F> {
    /// Adds a function at the end; refused if this interceptor has registered the same one already.
    pub fn add(&mut self, hook: Hook<F>) -> Result<(), ErrorCode> {
        if self.hooks.iter().any(|known| known.name == hook.name && known.function == hook.function) {
            return Err(ErrorCode::_CONFLICT);
        }
        self.add_again(hook);
        Ok(())
    }

    /// Adds a function, be it known or not.
    pub fn add_again(&mut self, hook: Hook<F>) {
        self.hooks.push(hook);
    }
}

impl<F> Chain<F> {
    pub fn hooks(&self) -> &[Hook<F>] {
        &self.hooks
    }

    pub fn is_empty(&self) -> bool {
        self.hooks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook(name: &str, function: u8, opaque: usize) -> Hook<u8> {
        Hook { name: name.to_owned(), function, opaque: Opaque(std::ptr::without_provenance_mut(opaque)) }
    }

    #[test]
    fn a_name_may_register_each_function_once() {
        let mut chain = Chain::default();
        assert!(chain.is_empty());
        assert_eq!(chain.add(hook("a", 1, 7)), Ok(()));
        assert_eq!(chain.add(hook("a", 1, 8)), Err(ErrorCode::_CONFLICT));
        assert_eq!(chain.add(hook("a", 2, 7)), Ok(()));
        assert_eq!(chain.add(hook("b", 1, 7)), Ok(()));
        chain.add_again(hook("a", 1, 9));
        let order: Vec<_> = chain.hooks().iter().map(|hook| (&*hook.name, hook.function)).collect();
        assert_eq!(order, [("a", 1), ("a", 2), ("b", 1), ("a", 1)]);
    }
}
