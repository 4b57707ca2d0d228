//! Un fichero por UDP: cómo es un datagrama nuestro y qué pasa si se envían a ciegas.
//!
//! [`a_ciegas`] es el programa de la serie, con números. Lo demás es lo que necesita cualquiera que use UDP en esta
//! lección: `socket` y lo que dice el sistema, `acuse`, el `sello`, la `cola`, la `perdida` a propósito, y por partes el envío de un fichero
//! (`ficha`, `datagrama`, `trozos`, `envio`, `relato`). Con acuses, en [`fiable`](crate::fiable).

pub mod a_ciegas;
pub mod acuse;
pub mod cola;
pub mod datagrama;
pub mod envio;
pub mod ficha;
pub mod perdida;
pub mod relato;
pub mod sello;
pub mod socket;
pub mod trozos;
pub mod vistos;

/// Un datagrama nuestro nunca pasa de aquí: cabe en una trama Ethernet (1500 B) con sus cabeceras IP y UDP,
/// así que ningún router tiene que partirlo. Si una parte se perdiera, se perdería entero.
pub const MAXIMO: usize = 1404;

/// Lo que se reserva para leer un datagrama. Más largo que cualquiera nuestro: al que no quepa, el sistema le corta
/// el final, y un trozo cortado no encaja en ningún sitio.
pub const BUFFER: usize = 2048;
