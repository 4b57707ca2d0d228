//! El mismo trabajo por TCP y por UDP, con una red cada vez peor.
//!
//! - `informe`: la orden `comparar`; lo que sale, en una tabla y en barras (`barras`).
//! - `carreras`: por qué red se hace el trabajo y qué se mide. `corredores`: las tres maneras de hacerlo. `marca`: lo que sale.

pub mod barras;
pub mod carreras;
pub mod corredores;
pub mod informe;
pub mod marca;
