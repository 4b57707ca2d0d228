//! El verificador: corrige los retos hablando con ellos por la red.
//!
//! Compila el programa de quien aprende (o arranca el que se diga, en el lenguaje que sea), hace de su cliente o de su
//! servidor con mala idea y un plan fijo, y dice qué ha visto: cada error que sabe reconocer tiene un código
//! (`explica R01`), y siempre enseña lo que ha cruzado. Nunca dice más de lo que ha observado.
//!
//! - `programa` y `guardian` arrancan el programa, lo limitan y lo acaban siempre, con todo lo que haya arrancado él.
//! - `mesa`, `conversacion`, `multitud` (varios clientes a la vez) y `anfitrion` (cuando el programa es el cliente)
//!   juegan un caso: bytes crudos, y un nombre para lo que no es lo esperado; `paciencia` lleva sus plazos.
//! - `datagramas` es lo mismo por UDP: buzones, extraños y redes con averías.
//! - `contenidos` es lo que se envía, que sale de una semilla y cambia de una vez a otra.
//! - `carpeta` presta a un caso un sitio para sus ficheros, que siempre desaparece.
//! - `partida` juega los casos de un reto, varios a la vez, y se queda con el primero que sale mal.
//! - `compilar` los compila, todos de una vez si hace falta.
//! - `caso` es de lo que está hecho un reto; `hallazgo`, lo que se ve mal en un caso, y `veredicto`, lo que se deduce.
//! - `retos` dice qué casos tiene cada reto. Ninguno usa la biblioteca del curso para construir mensajes: un codificador
//!   no puede darse la razón a sí mismo.
//! - `diagnosticos` es la tabla de códigos; `informe`, lo que se enseña.
//!
//! Los límites de memoria, y saber si el programa ha leído ya lo que se le envió, salen de `/proc`: fuera de Linux los
//! casos se juegan igual, con pausas pequeñas, y sin ese límite.

mod anfitrion;
mod carpeta;
mod caso;
mod compilar;
mod comun;
mod contenidos;
mod conversacion;
mod datagramas;
pub mod diagnosticos;
mod guardian;
mod hallazgo;
mod informe;
mod memoria;
mod mesa;
mod multitud;
mod paciencia;
mod partida;
mod programa;
mod retos;
mod sistema;
mod veredicto;

pub use caso::Caso;
pub use compilar::{Compilado, Compilador, causa_ajena, codigo_del_error, en_espanol};
pub use hallazgo::Hallazgo;
pub use informe::{en_json, en_lineas, en_pocas_lineas, lo_que_ha_cruzado};
pub use partida::{Novedad, ensayar, verificar_mientras};
pub use retos::casos;
pub use veredicto::{Informe, Resultado, Veredicto};
