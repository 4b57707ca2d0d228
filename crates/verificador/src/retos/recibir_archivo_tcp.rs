//! `recibir_archivo_tcp`: ficheros que llegan a trozos, a medias, con la suma cambiada o con un nombre que es una trampa.

mod guardado;
mod largos;
mod trampas;

use std::cell::Cell;
use std::time::{Duration, Instant};

use guardado::{AJENO, BUENO, SALIDA, entero, exigir_veredicto, guardar, queda};
use largos::{a_medias, callado, ocho_megas};
use trampas::{anuncio_malo, demasiado, el_nombre};

use super::fichero::{Fichero, con_tamano_y_suma, crc32};
use crate::carpeta::Carpeta;
use crate::caso::{Caso, Reto};
use crate::comun::{a_tiempo, acaba_con, arranque, con_aviso, cortes, segunda_tanda, sin_puerto};
use crate::conversacion::Conversacion;
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, Servidor};
use crate::programa::Estado;

/// El plazo del enunciado.
const PLAZO: Duration = Duration::from_secs(2);

pub const RETO: Reto = Reto { nombre: "recibir_archivo_tcp", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí", |mesa| {
        arranque(mesa, &[&Carpeta::nueva()?.con(SALIDA)])
    }),
    Caso::nuevo("un-fichero", "guarda el fichero en SALIDA, contesta 00 y cierra", |mesa| {
        en_carpeta(mesa, |mesa, carpeta| {
            let servidor = mesa.servidor()?;
            guardar(&servidor, carpeta, b"hola").map_err(|tropiezo| lee_del_reves(&servidor, tropiezo))
        })
    }),
    Caso::nuevo(
        "otro-encima",
        "guarda un fichero detrás de otro, cada uno en el lugar del anterior; también uno vacío",
        |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                let servidor = mesa.servidor()?;
                for bytes in [&b"el primero, que es largo"[..], b"2", b"", b"el cuarto"] {
                    guardar(&servidor, carpeta, bytes)?;
                }
                Ok(())
            })
        },
    ),
    Caso::nuevo("byte-a-byte", "junta un anuncio y unos datos que llegan de byte en byte", |mesa| {
        a_tiempo(mesa, PLAZO, |mesa, tardado| {
            en_carpeta(mesa, |mesa, carpeta| {
                let todo = Fichero::nuevo("x", b"hola").entero();
                let trozos: Vec<[u8; 1]> = todo.into_iter().map(|byte| [byte]).collect();
                a_trozos(&mesa.servidor()?, carpeta, (&trozos, b"hola"), tardado)
            })
        })
    }),
    Caso::nuevo(
        "cortes-feos",
        "junta un fichero que llega partido dentro del tamaño, del nombre y de los datos",
        |mesa| {
            a_tiempo(mesa, PLAZO, |mesa, tardado| {
                en_carpeta(mesa, |mesa, carpeta| {
                    let bytes = mesa.bytes_variados(5000);
                    let todo = entero(carpeta, &bytes);
                    let mitad = todo.len() - 2000;
                    let trozos = [&todo[..7], &todo[7..17], &todo[17..25], &todo[25..mitad], &todo[mitad..]];
                    a_trozos(&mesa.servidor()?, carpeta, (&trozos, &bytes), tardado)
                })
            })
        },
    ),
    Caso::nuevo(
        "end-dentro",
        "guarda unos datos que contienen END, ceros y otro anuncio, y nada de lo que venga detrás",
        |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                let servidor = mesa.servidor()?;
                let bytes = [b"uno END\0\0\r\n", &Fichero::nuevo("x", b"y").entero()[..], b"\nEND\n dos"].concat();
                guardar(&servidor, carpeta, &bytes)?;
                mesa.nota("otro emisor envía más bytes de los anunciados");
                let mut emisor = servidor.conectar()?;
                emisor.enviar(&[entero(carpeta, b"cinco"), b"END y sobra".to_vec()].concat());
                emisor.leer_hasta(1);
                exigir_veredicto(&mut emisor, 0, "R23", false)?;
                queda(&servidor, carpeta, Some(b"cinco"), "R22")
            })
        },
    ),
    Caso::nuevo("ocho-megas", "guarda 8 MiB sin tenerlos en memoria", |mesa| en_carpeta(mesa, ocho_megas)),
    Caso::nuevo(
        "a-medias",
        "si el emisor cierra a la mitad no contesta, y SALIDA sigue como estaba en todo momento",
        |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                a_medias(mesa, carpeta, false)?;
                a_medias(mesa, carpeta, true)
            })
        },
    ),
    Caso::nuevo("de-una-vez", "sustituye SALIDA de una vez: ni un instante sin estar, o a medias", |mesa| {
        en_carpeta(mesa, |mesa, carpeta| {
            carpeta.crear(SALIDA, BUENO)?;
            let servidor = mesa.servidor()?;
            let vigia = carpeta.vigilar();
            // De paso, uno cuya suma tiene el bit de más peso, y cuyo nombre ocupa lo más que puede ocupar.
            let nombre = "n".repeat(255);
            let mut emisor = servidor.conectar()?;
            emisor.enviar(&Fichero::nuevo(&nombre, b"123456789").entero());
            let frase = "Un fichero cuyo nombre ocupa 255 bytes, que es lo más que se admite, no lo das por guardado.";
            renombrar_si(exigir_veredicto(&mut emisor, 0, "R23", true), &["R07", "R24"], "R21", frase)?;
            queda(&servidor, carpeta, Some(b"123456789"), "R21")?;
            if let Some(como) = vigia.and_then(|vigia| vigia.estropeado(SALIDA)) {
                let frase = format!(
                    "Al guardar, SALIDA ha sido antes {como}: por un momento no estaba, o estaba a medias. `rename` pone un \
                     fichero en el lugar de otro de una vez."
                );
                return mesa.mal("R49", frase, &servidor.programa);
            }
            Ok(())
        })
    }),
    Caso::nuevo("suma-distinta", "si la suma no cuadra contesta 01 y no guarda nada", |mesa| {
        en_carpeta(mesa, |mesa, carpeta| {
            carpeta.crear(SALIDA, BUENO)?;
            let servidor = mesa.servidor()?;
            let mut emisor = servidor.conectar()?;
            emisor.enviar(&[&con_tamano_y_suma(&carpeta.con(AJENO), 4, crc32(b"hola"))[..], b"hOla"].concat());
            exigir_veredicto(&mut emisor, 1, "R23", true)?;
            drop(emisor);
            queda(&servidor, carpeta, Some(BUENO), "R49")?;
            con_aviso(&servidor, "", "llegar un fichero que no suma lo anunciado")
        })
    }),
    Caso::nuevo("el-nombre", "no usa nunca el nombre anunciado como ruta", |mesa| en_carpeta(mesa, el_nombre)),
    Caso::nuevo(
        "demasiado",
        "contesta 02 en cuanto se anuncia más de 1 GiB, y no reserva por adelantado lo que se anuncia",
        |mesa| en_carpeta(mesa, demasiado),
    ),
    Caso::nuevo(
        "anuncio-malo",
        "cierra sin contestar si no empieza por FT1, o si el nombre pasa de 255 bytes",
        |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                let servidor = mesa.servidor()?;
                anuncio_malo(
                    &servidor,
                    b"GET /ficheros/gatin.jpg HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "una petición HTTP",
                )?;
                let nombre = "n".repeat(256);
                anuncio_malo(
                    &servidor,
                    &Fichero::nuevo(&nombre, b"").anuncio(),
                    "un anuncio con un nombre de 256 bytes",
                )?;
                guardar(&servidor, carpeta, b"y ahora, uno bueno")
            })
        },
    ),
    Caso::nuevo("sin-sitio", "si no se puede escribir en SALIDA, contesta 02 y sigue en marcha", |mesa| {
        let carpeta = Carpeta::nueva()?;
        let mesa = mesa.con_argumentos(&[&carpeta.con("no-existe/copia.bin")]);
        let servidor = mesa.servidor()?;
        for _ in 0..2 {
            let mut emisor = servidor.conectar()?;
            emisor.enviar(&entero(&carpeta, b"hola"));
            emisor.leer_hasta(1);
            exigir_veredicto(&mut emisor, 2, "R23", false)?;
        }
        con_aviso(&servidor, "", "no poder guardar")
    }),
    Caso::nuevo("segunda-tanda", "recibe cinco ficheros, uno detrás de otro", |mesa| {
        en_carpeta(mesa, |mesa, _| segunda_tanda(mesa, transferir))
    }),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el receptor", |mesa| {
        en_carpeta(mesa, |mesa, _| cortes(mesa, &Fichero::nuevo("x", b"hola").anuncio(), transferir))
    }),
    Caso::nuevo(
        "argumentos",
        "si falta algún argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        argumentos,
    ),
    Caso::nuevo(
        "callado",
        "cierra a los 2 segundos, sin contestar, a quien se queda callado, y atiende al siguiente",
        |mesa| en_carpeta(mesa, callado),
    )
    .lento(),
];

/// Juega un caso con una carpeta vacía en la que guardar.
fn en_carpeta(mesa: &Mesa<'_>, jugar: impl FnOnce(&Mesa<'_>, &Carpeta) -> Paso) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let mesa = mesa.con_argumentos(&[&carpeta.con(SALIDA)]);
    jugar(&mesa, &carpeta)
}

/// No ha guardado un fichero sencillo. ¿Será que lee los números del revés? Se le anuncia del revés, y su veredicto lo dice.
fn lee_del_reves(servidor: &Servidor<'_>, tropiezo: Tropiezo) -> Tropiezo {
    let sospechoso = matches!(&tropiezo, Tropiezo::Mal(hallazgo) if matches!(hallazgo.codigo, "R07" | "R21"));
    if !sospechoso || servidor.programa.estado() != Estado::Vivo {
        return tropiezo;
    }
    servidor.mesa.nota("otro emisor: lo mismo, pero con el tamaño del revés, y después también con la suma");
    let suma = crc32(b"hola");
    for suma in [suma, suma.swap_bytes()] {
        let Ok(mut emisor) = servidor.conectar() else { return tropiezo };
        emisor.enviar(&[&con_tamano_y_suma("", 4_u64.swap_bytes(), suma)[..], b"hola"].concat());
        emisor.leer_hasta(1);
        if emisor.recibido == [0] {
            let frase =
                "Tu programa lee el tamaño con los bytes del revés: ha guardado un fichero que lo anunciaba así.";
            return Tropiezo::Mal(Box::new(servidor.mesa.hallazgo("R12", frase, &servidor.programa)));
        }
    }
    tropiezo
}

/// Un fichero cualquiera, sin mirar dónde queda.
fn transferir(emisor: &mut Conversacion<'_>) -> Paso {
    emisor.enviar(&Fichero::nuevo("x", b"hola").entero());
    exigir_veredicto(emisor, 0, "R23", true)
}

/// Envía un fichero en trozos, cada uno cuando ya se ha leído el anterior, y apunta lo más que ha tardado entre dos.
fn a_trozos<T: AsRef<[u8]>>(
    servidor: &Servidor<'_>,
    carpeta: &Carpeta,
    (trozos, bytes): (&[T], &[u8]),
    tardado: &Cell<Duration>,
) -> Paso {
    let mut emisor = servidor.conectar()?;
    let inicio = Instant::now();
    for trozo in trozos {
        let antes = Instant::now();
        emisor.enviar(trozo.as_ref());
        if inicio.elapsed() < PLAZO {
            emisor.esperar_a_que_lea();
        }
        tardado.set(tardado.get().max(antes.elapsed()));
    }
    exigir_veredicto(&mut emisor, 0, "R01", true)?;
    queda(servidor, carpeta, Some(bytes), "R01")
}

fn argumentos(mesa: &Mesa<'_>) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let salida = carpeta.con(SALIDA);
    let ocupado =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (direccion, _listener) = ocupado.map_err(|error| sin_puerto(&error))?;
    acaba_con(mesa, &[], 2, "sin argumentos")?;
    acaba_con(mesa, &["127.0.0.1:0"], 2, "sin SALIDA")?;
    acaba_con(mesa, &["127.0.0.1:70000", &salida], 1, "con un puerto que no existe, 127.0.0.1:70000")?;
    acaba_con(mesa, &[&direccion.to_string(), &salida], 1, &format!("con un puerto ocupado, {direccion}"))
}
