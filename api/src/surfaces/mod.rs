//! The APIs we speak. A surface owns its routes and wire types and converts at the edge; it uses `jobs`, the
//! engine's types and `crate::http`, never another surface, the store, the queue or the objects.

pub(crate) mod docs;
pub(crate) mod mpathic;
