//! Link: what a deployment remembers of a buyer who asked it to, and by what it knows them again.
//! Pure rules; the edge's consumer object stores, seals and sends.

pub mod address;
pub mod challenge;
pub mod consumer;
pub mod device;
pub mod email;
pub mod phone;
pub mod recipient;
pub mod terms;
pub mod token;
