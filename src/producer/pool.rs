//! Memory of batches whose messages were reported, kept for the batches that come.
//!
//! A batch is filled, sent and dropped within milliseconds. Taking its memory from the allocator each time costs more
//! than filling it: large blocks go back to the system, and every page of the next one is a fault.

use std::sync::Arc;

use parking_lot::Mutex;

use super::batch::Entry;

/// The smallest buffer for records.
const MIN: usize = 1 << 10;
/// The largest one that is kept.
const MAX: usize = 1 << 20;
/// Sizes are powers of two: a partition never gets a larger buffer than up to twice what it asked for.
const CLASSES: usize = (MAX.ilog2() - MIN.ilog2()) as usize + 1;
/// Bytes kept in any case. Beyond them as many are kept as are in use: an application that is ahead of its brokers goes
/// on reusing what it had, and one that has caught up gives it back to the system.
const KEPT: usize = 16 << 20;

/// Room that is left behind the records when storage is trimmed: encoding a record asks for a bit more than it needs.
const SLACK: usize = 64;
/// How many are looked at in search of one that is large enough.
const LATEST: usize = 8;

/// What a batch is made of.
#[derive(Debug, Default)]
pub struct Storage {
    pub records: Vec<u8>,
    pub entries: Vec<Entry>,
    /// What it counted for when it was taken.
    counted: usize,
}

/// Free storage of one instance. Its lock is held for a push or a pop, and nothing is locked under it.
#[derive(Debug)]
pub struct Pool(Mutex<Free>);

#[derive(Debug, Default)]
struct Free {
    classes: [Vec<Storage>; CLASSES],
    /// Of what is in `classes`.
    kept: usize,
    /// Of what was taken and not given back yet.
    in_use: usize,
}

impl Storage {
    fn bytes(&self) -> usize {
        self.records.capacity() + self.entries.capacity() * size_of::<Entry>()
    }
}

/// The class whose buffers have at least `bytes`; `None` for what is not kept.
fn class_for(bytes: usize) -> Option<usize> {
    (bytes <= MAX).then(|| (bytes.max(MIN).next_power_of_two().ilog2() - MIN.ilog2()) as usize)
}

/// The class that a buffer of `capacity` can serve.
fn class_of(capacity: usize) -> Option<usize> {
    (MIN..=MAX).contains(&capacity).then(|| (capacity.ilog2() - MIN.ilog2()) as usize)
}

impl Pool {
    pub fn new() -> Arc<Self> {
        Arc::new(Pool(Mutex::default()))
    }

    /// Empty storage with room for `bytes` of records, and for `entries`: growing by doubling would leave holes behind in
    /// the heap, a third of what waits.
    pub fn take(&self, bytes: usize, entries: usize) -> Storage {
        let class = class_for(bytes);
        let size = class.map_or(bytes, |class| MIN << class);
        let mut free = self.0.lock();
        let reused = class.and_then(|class| free.pop_for(class, bytes));
        let counted = reused.as_ref().map_or(size, Storage::bytes);
        free.in_use += counted;
        // What is kept in other sizes makes room for what must be new: both together would be twice what is needed.
        let most = if reused.is_some() { usize::MAX } else { free.kept.saturating_sub(size).max(KEPT) };
        let replaced = free.surplus(most);
        drop(free);
        drop(replaced);
        let mut storage =
            reused.unwrap_or_else(|| Storage { records: Vec::with_capacity(size), ..Storage::default() });
        storage.entries.reserve_exact(entries);
        Storage { counted, ..storage }
    }

    /// Gives back the room in `storage` that its batch, which is complete, did not need: if it is much, and so much waits that
    /// its memory counts for more than the time to get it again. It is not much in a batch of the usual greatest size (a
    /// million bytes), whose storage must stay large enough for the next such batch.
    pub fn trim(&self, storage: &mut Storage) {
        let needed = storage.records.len() + storage.entries.len() * size_of::<Entry>();
        if storage.bytes() - needed <= needed / 16 || self.0.lock().in_use <= KEPT {
            return;
        }
        storage.records.shrink_to(storage.records.len() + SLACK);
        storage.entries.shrink_to_fit();
        let mut free = self.0.lock();
        free.in_use -= storage.counted;
        storage.counted = storage.bytes();
        free.in_use += storage.counted;
    }

    /// Keeps `storage` for another batch, if there is room. Its entries are dropped.
    pub fn give_back(&self, mut storage: Storage) {
        storage.records.clear();
        storage.entries.clear();
        let class = class_of(storage.records.capacity());
        let mut free = self.0.lock();
        free.in_use -= storage.counted;
        if let Some(class) = class {
            free.push(class, storage);
        }
        // Freed when the lock is gone.
        let most = KEPT.max(free.in_use);
        let surplus = free.surplus(most);
        drop(free);
        drop(surplus);
    }
}

impl Free {
    fn pop(&mut self, class: usize) -> Option<Storage> {
        // The latest one is the likeliest to be in a cache.
        let storage = self.classes.get_mut(class)?.pop()?;
        self.kept -= storage.bytes();
        Some(storage)
    }

    /// One of the class, or one of the class below that is large enough all the same. A larger one only if much is kept: what
    /// its batch does not need then goes when that is complete.
    fn pop_for(&mut self, class: usize, bytes: usize) -> Option<Storage> {
        let last = if self.kept > KEPT { CLASSES } else { class + 1 };
        self.pop(class)
            .or_else(|| self.pop_trimmed(class.checked_sub(1)?, bytes))
            .or_else(|| (class + 1..last).find_map(|class| self.pop(class)))
    }

    /// One of the class with room for `bytes`, from among the latest: what was trimmed when a batch like this was complete.
    fn pop_trimmed(&mut self, class: usize, bytes: usize) -> Option<Storage> {
        let kept = self.classes.get_mut(class)?;
        let latest = kept.len().saturating_sub(LATEST);
        let fits = |storage: &Storage| storage.records.capacity() >= bytes + SLACK;
        let at = latest + kept.get(latest..)?.iter().rposition(fits)?;
        let storage = kept.swap_remove(at);
        self.kept -= storage.bytes();
        Some(storage)
    }

    fn push(&mut self, class: usize, storage: Storage) {
        self.kept += storage.bytes();
        if let Some(class) = self.classes.get_mut(class) {
            class.push(storage);
        }
    }

    /// Takes out what is kept beyond `most` bytes, the largest first.
    fn surplus(&mut self, most: usize) -> Vec<Storage> {
        let mut surplus = Vec::new();
        let mut class = CLASSES;
        while self.kept > most && class > 0 {
            match self.pop(class - 1) {
                Some(storage) => surplus.push(storage),
                None => class -= 1,
            }
        }
        surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_was_given_back_and_no_larger_class() {
        let pool = Pool::new();
        let mut first = pool.take(100_000, 10);
        assert_eq!((first.records.capacity(), first.entries.capacity()), (128 << 10, 10));
        first.records.extend_from_slice(&[7; 1000]);
        let at = first.records.as_ptr();
        pool.give_back(first);
        assert_eq!(pool.take(1000, 0).records.capacity(), 1024, "not the large one");
        let again = pool.take(70_000, 0);
        assert_eq!((again.records.as_ptr(), again.records.len()), (at, 0));
        assert_eq!(pool.0.lock().kept, 0);
    }

    #[test]
    fn keeps_no_more_than_is_in_use_or_its_share() {
        let pool = Pool::new();
        let levels = |pool: &Pool| {
            let free = pool.0.lock();
            (free.kept >> 20, free.in_use >> 20)
        };
        let mut taken: Vec<_> = (0..40).map(|_| pool.take(MAX, 0)).collect();
        taken.drain(..20).for_each(|storage| pool.give_back(storage));
        assert_eq!(levels(&pool), (20, 20));
        let again = pool.take(MAX, 0);
        assert_eq!(levels(&pool), (19, 21));
        pool.give_back(again);
        taken.drain(..10).for_each(|storage| pool.give_back(storage));
        assert_eq!(levels(&pool), (16, 10));
        taken.drain(..).for_each(|storage| pool.give_back(storage));
        assert_eq!(levels(&pool), (16, 0));
        pool.give_back(pool.take(MAX + 1, 0));
        pool.give_back(Storage::default());
        assert_eq!(levels(&pool), (16, 0));
    }

    #[test]
    fn what_must_be_new_takes_the_place_of_what_does_not_fit() {
        let pool = Pool::new();
        let mut taken: Vec<_> = (0..80).map(|_| pool.take(MAX / 2, 0)).collect();
        taken.drain(..40).for_each(|storage| pool.give_back(storage));
        let levels = || {
            let free = pool.0.lock();
            (free.kept >> 20, free.in_use >> 20)
        };
        assert_eq!(levels(), (20, 20));
        let expected = [(19, 21), (18, 22), (17, 23), (16, 24), (16, 25)];
        let larger = expected.map(|then| {
            let storage = pool.take(MAX, 0);
            assert_eq!((storage.records.capacity(), levels()), (MAX, then));
            storage
        });
        taken.into_iter().chain(larger).for_each(|storage| pool.give_back(storage));
    }

    #[test]
    fn what_was_trimmed_serves_a_batch_of_the_same_size() {
        let pool = Pool::new();
        let waiting: Vec<_> = (0..2 * KEPT / MAX).map(|_| pool.take(MAX, 0)).collect();
        let mut storage = pool.take(MAX, 0);
        storage.records.resize(MAX / 4 * 3, 0);
        pool.trim(&mut storage);
        let at = storage.records.as_ptr();
        pool.give_back(storage);
        let larger = pool.take(MAX / 4 * 3 + 1, 0);
        assert_eq!(larger.records.capacity(), MAX);
        let again = pool.take(MAX / 4 * 3, 0);
        assert_eq!((again.records.as_ptr(), again.records.capacity()), (at, MAX / 4 * 3 + SLACK));
        waiting.into_iter().chain([larger, again]).for_each(|storage| pool.give_back(storage));
    }

    #[test]
    fn what_waits_long_gives_back_what_it_does_not_need() {
        let pool = Pool::new();
        let filled = |bytes| {
            let mut storage = pool.take(MAX, 0);
            storage.records.resize(bytes, 0);
            pool.trim(&mut storage);
            storage
        };
        let mut waiting: Vec<_> = (0..=KEPT / MAX).map(|_| filled(MAX / 2)).collect();
        let capacities = waiting.iter().map(|storage| storage.records.capacity());
        assert_eq!(capacities.filter(|capacity| *capacity < MAX).collect::<Vec<_>>(), [MAX / 2 + SLACK]);
        waiting.push(filled(MAX - MAX / 40));
        assert_eq!(waiting.last().map(|storage| storage.records.capacity()), Some(MAX), "not worth it");
        waiting.extend((0..2 * KEPT / MAX).map(|_| filled(MAX)));
        let kept = waiting.split_off(waiting.len() / 2);
        kept.into_iter().for_each(|storage| pool.give_back(storage));
        let larger: Vec<_> = std::iter::repeat_with(|| pool.take(1000, 0))
            .take_while(|storage| storage.records.capacity() > 1024)
            .collect();
        assert!(!larger.is_empty() && pool.0.lock().kept <= KEPT, "what is kept beyond that is for all");
        waiting.into_iter().chain(larger).for_each(|storage| pool.give_back(storage));
        assert_eq!(pool.0.lock().in_use, 1024, "the one that was not larger");
    }

    #[test]
    fn every_size_finds_its_class() {
        for bytes in [0, 1, MIN, MIN + 1, 5000, MAX - 1, MAX] {
            let class = class_for(bytes).unwrap();
            assert!(MIN << class >= bytes && class_of(MIN << class) == Some(class), "{bytes}");
        }
        assert_eq!((class_for(MAX + 1), class_of(MAX + 1), class_of(MIN - 1)), (None, None, None));
        // One that has grown to an odd size serves what surely fits.
        assert_eq!(class_of(3000), class_for(2048));
    }
}
