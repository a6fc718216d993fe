//! The property table: one row per property, from which everything about the property is derived.

use super::types::Setting;

/// Which kind of client reads a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    Any,
    Consumer,
    Producer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    Low,
    Medium,
    High,
}

/// What is particular about a property.
#[allow(non_camel_case_types)] // As they are written in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Still accepted, with a warning.
    deprecated,
    /// Accepted with a warning: it may change.
    experimental,
    /// Settable and dumped, but not documented: for tests and for wrapping libraries.
    hidden,
    /// Listed everywhere, settable on Windows only.
    windows_only,
    /// Listed, but refused until this library can do it.
    not_built,
}

/// What values a property takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Decimal, `0x` hexadecimal or `0` octal; or one of the names that stand for a number.
    Integer {
        min: i32,
        max: i32,
        names: &'static [(&'static str, i32)],
    },
    Float {
        min: f64,
        max: f64,
    },
    Boolean,
    Text,
    /// One of these names, in any case.
    Enum(&'static [&'static str]),
    /// A comma-separated list of these names, in any case; `-name` takes one out.
    Flags(&'static [&'static str]),
    /// A comma-separated list of regular expressions and plain names.
    Patterns,
    /// Another name of a property.
    Alias(&'static str),
    /// Set with a function of its own.
    Dedicated,
    /// Listed only; other functions fill it.
    Internal,
    /// A function whose address is passed in place of the value's text.
    Pointer,
}

/// An integer without named values.
pub const fn integer(min: i32, max: i32) -> Kind {
    Kind::Integer { min, max, names: &[] }
}

/// How a row reaches its field in the configuration struct `C`.
pub struct Slot<C: 'static> {
    pub get: fn(&C) -> &dyn Setting,
    pub get_mut: fn(&mut C) -> &mut dyn Setting,
    pub reset: fn(&mut C),
    /// Takes the field's value over from another configuration.
    pub copy: fn(&mut C, &C),
}

/// One row of the table.
pub struct Property<C: 'static> {
    pub name: &'static str,
    pub applies: Applies,
    pub importance: Importance,
    pub marks: &'static [Mark],
    pub kind: Kind,
    pub description: &'static str,
    /// The field; none for aliases and for what is only listed.
    pub slot: Option<Slot<C>>,
}

impl<C> Property<C> {
    pub fn is(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    pub fn is_alias(&self) -> bool {
        matches!(self.kind, Kind::Alias(_))
    }

    /// The value as text; `None` when it has none.
    pub fn show(&self, conf: &C) -> Option<String> {
        self.slot.as_ref().and_then(|slot| (slot.get)(conf).show())
    }
}

/// A configuration struct with its table.
pub trait Table: Default + 'static {
    fn rows() -> &'static [Property<Self>];
    fn explicit(&self) -> &Explicit;
    fn explicit_mut(&mut self) -> &mut Explicit;

    /// The row called `name`, with aliases resolved, and its place in the table.
    fn find(name: &str) -> Option<(usize, &'static Property<Self>)> {
        let at = Self::rows().iter().position(|row| row.name == name)?;
        let row = Self::rows().get(at)?;
        match row.kind {
            Kind::Alias(of) => Self::find(of),
            _ => Some((at, row)),
        }
    }
}

/// Which rows of a table the application has set, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Explicit([u64; 4]);

impl Explicit {
    pub const CAPACITY: usize = 256;

    pub fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    pub fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn remove(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }
}

/// Declares a configuration struct together with its table. A row reads
///
/// `"name" applies importance marks… [field: type = default] = kind, "description";`
///
/// or, for what is set through a function of its own, `(path.to.field)` in place of the declaration.
macro_rules! properties {
    (
        $(#[$meta:meta])*
        pub struct $conf:ident {
            $($(#[$extra_meta:meta])* $extra_vis:vis $extra:ident: $extra_ty:ty,)*
        }
        static $rows:ident;
        $(
            $name:literal $applies:ident $importance:ident $($mark:ident)*
            $([$field:ident: $ty:ty = $default:expr])? $(($($path:ident).+))? = $kind:expr,
            $description:literal;
        )*
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $conf {
            $($(#[doc = $description] pub $field: $ty,)?)*
            $($(#[$extra_meta])* $extra_vis $extra: $extra_ty,)*
        }

        impl Default for $conf {
            fn default() -> Self {
                $conf {
                    $($($field: $default,)?)*
                    $($extra: Default::default(),)*
                }
            }
        }

        static $rows: &[$crate::conf::table::Property<$conf>] = &[
            $($crate::conf::table::Property {
                name: $name,
                applies: $crate::conf::table::Applies::$applies,
                importance: $crate::conf::table::Importance::$importance,
                marks: &[$($crate::conf::table::Mark::$mark),*],
                kind: $kind,
                description: $description,
                slot: $crate::conf::table::optional!($($crate::conf::table::Slot {
                    get: |conf| &conf.$field,
                    get_mut: |conf| &mut conf.$field,
                    reset: |conf| conf.$field = $default,
                    copy: |conf, from| conf.$field = from.$field.clone(),
                })? $($crate::conf::table::Slot {
                    get: |conf| &conf.$($path).+,
                    get_mut: |conf| &mut conf.$($path).+,
                    reset: |conf| conf.$($path).+ = Default::default(),
                    copy: |conf, from| conf.$($path).+ = from.$($path).+.clone(),
                })?),
            },)*
        ];

        impl $crate::conf::table::Table for $conf {
            fn rows() -> &'static [$crate::conf::table::Property<Self>] {
                $rows
            }

            fn explicit(&self) -> &$crate::conf::table::Explicit {
                &self.explicit
            }

            fn explicit_mut(&mut self) -> &mut $crate::conf::table::Explicit {
                &mut self.explicit
            }
        }
    };
}

macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

pub(crate) use {optional, properties};
