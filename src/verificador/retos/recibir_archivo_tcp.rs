//! `recibir_archivo_tcp`: ficheros que llegan a trozos, a medias, con la suma cambiada o con un nombre que es una trampa.

mod guardado;

use std::cell::Cell;
use std::time::{Duration, Instant};

use guardado::{AJENO, SALIDA, entero, exigir_veredicto, guardar, que_queda, queda};

use super::fichero::{Fichero, GRANDE, con_tamano_y_suma, crc32};
use crate::verificador::carpeta::Carpeta;
use crate::verificador::comun::{a_tiempo, acaba_con, bytes_variados, con_aviso, cortes, segunda_tanda};
use crate::verificador::conversacion::{Conversacion, Esperado, Fin};
use crate::verificador::mesa::{Mesa, Paso, Servidor};
use crate::verificador::programa::Estado;
use crate::verificador::{Caso, Tropiezo, anfitrion, sistema};

/// Lo que había antes en SALIDA, en los casos en los que había algo.
const BUENO: &[u8] = b"lo bueno que ya estaba";
/// Lo que puede crecer la memoria con [`GRANDE`]: menos que guardarlo, y más que cualquier búfer razonable.
const CRECE: u64 = 6 * 1024 * 1024;
/// El fichero más grande que admite el enunciado, y lo que puede crecer lo reservado cuando se anuncia.
const TAMANO_MAXIMO: u64 = 1024 * 1024 * 1024;
const RESERVA: u64 = 512 * 1024 * 1024;
/// El plazo del enunciado, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(850);

pub const CASOS: &[Caso] = &[
    Caso {
        nombre: "arranque",
        que: "dice en su primera línea dónde escucha, y escucha ahí",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, |mesa, _| mesa.servidor()?.conectar().map(drop)),
    },
    Caso {
        nombre: "un-fichero",
        que: "guarda el fichero en SALIDA, contesta 00 y cierra",
        lento: false,
        jugar: |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                let servidor = mesa.servidor()?;
                guardar(&servidor, carpeta, b"hola").map_err(|tropiezo| lee_del_reves(&servidor, tropiezo))
            })
        },
    },
    Caso {
        nombre: "otro-encima",
        que: "guarda un fichero detrás de otro, cada uno en el lugar del anterior; también uno vacío",
        lento: false,
        jugar: |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                let servidor = mesa.servidor()?;
                for bytes in [&b"el primero, que es largo"[..], b"2", b"", b"el cuarto"] {
                    guardar(&servidor, carpeta, bytes)?;
                }
                Ok(())
            })
        },
    },
    Caso {
        nombre: "byte-a-byte",
        que: "junta un anuncio y unos datos que llegan de byte en byte",
        lento: false,
        jugar: |mesa| {
            a_tiempo(mesa, PLAZO, |mesa, tardado| {
                en_carpeta(mesa, |mesa, carpeta| {
                    let todo = Fichero::nuevo("x", b"hola").entero();
                    let trozos: Vec<[u8; 1]> = todo.into_iter().map(|byte| [byte]).collect();
                    a_trozos(&mesa.servidor()?, carpeta, (&trozos, b"hola"), tardado)
                })
            })
        },
    },
    Caso {
        nombre: "cortes-feos",
        que: "junta un fichero que llega partido dentro del tamaño, del nombre y de los datos",
        lento: false,
        jugar: |mesa| {
            a_tiempo(mesa, PLAZO, |mesa, tardado| {
                en_carpeta(mesa, |mesa, carpeta| {
                    let bytes = bytes_variados(5000);
                    let todo = entero(carpeta, &bytes);
                    let mitad = todo.len() - 2000;
                    let trozos = [&todo[..7], &todo[7..17], &todo[17..25], &todo[25..mitad], &todo[mitad..]];
                    a_trozos(&mesa.servidor()?, carpeta, (&trozos, &bytes), tardado)
                })
            })
        },
    },
    Caso {
        nombre: "end-dentro",
        que: "guarda unos datos que contienen END, ceros y otro anuncio, y nada de lo que venga detrás",
        lento: false,
        jugar: |mesa| {
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
    },
    Caso {
        nombre: "ocho-megas",
        que: "guarda 8 MiB sin tenerlos en memoria",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, ocho_megas),
    },
    Caso {
        nombre: "a-medias",
        que: "si el emisor cierra a la mitad no contesta, y SALIDA sigue como estaba en todo momento",
        lento: false,
        jugar: |mesa| {
            en_carpeta(mesa, |mesa, carpeta| {
                a_medias(mesa, carpeta, false)?;
                a_medias(mesa, carpeta, true)
            })
        },
    },
    Caso {
        nombre: "suma-distinta",
        que: "si la suma no cuadra contesta 01 y no guarda nada",
        lento: false,
        jugar: |mesa| {
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
        },
    },
    Caso {
        nombre: "el-nombre",
        que: "no usa nunca el nombre anunciado como ruta",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, el_nombre),
    },
    Caso {
        nombre: "demasiado",
        que: "contesta 02 en cuanto se anuncia más de 1 GiB, y no reserva por adelantado lo que se anuncia",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, demasiado),
    },
    Caso {
        nombre: "anuncio-malo",
        que: "cierra sin contestar si no empieza por FT1, o si el nombre pasa de 255 bytes",
        lento: false,
        jugar: |mesa| {
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
    },
    Caso {
        nombre: "sin-sitio",
        que: "si no se puede escribir en SALIDA, contesta 02 y sigue en marcha",
        lento: false,
        jugar: |mesa| {
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
        },
    },
    Caso {
        nombre: "segunda-tanda",
        que: "recibe cinco ficheros, uno detrás de otro",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, |mesa, _| segunda_tanda(mesa, transferir)),
    },
    Caso {
        nombre: "cortes",
        que: "quien se va o corta a medias no detiene el receptor",
        lento: false,
        jugar: |mesa| en_carpeta(mesa, |mesa, _| cortes(mesa, &Fichero::nuevo("x", b"hola").anuncio(), transferir)),
    },
    Caso {
        nombre: "argumentos",
        que: "si falta algún argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        lento: false,
        jugar: argumentos,
    },
    Caso {
        nombre: "callado",
        que: "cierra a los 2 segundos, sin contestar, a quien se queda callado, y atiende al siguiente",
        lento: true,
        jugar: |mesa| en_carpeta(mesa, callado),
    },
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

fn ocho_megas(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    guardar(&servidor, carpeta, b"uno")?;
    let antes = sistema::memoria_maxima(servidor.programa.pid());
    let bytes = bytes_variados(GRANDE);
    let todo = Fichero::grande(&carpeta.con(AJENO), &bytes).entero();
    let mut emisor = servidor.conectar()?;
    // Al principio en trozos que no coinciden con nada, y el resto de un tirón.
    let (principio, resto) = todo.split_at(100_000);
    principio.chunks(997).for_each(|trozo| emisor.enviar(trozo));
    emisor.enviar(resto);
    // Al programa le pueden quedar muchos megas por sumar y por escribir: mientras trabaje, se le espera.
    let pid = servidor.programa.pid();
    for _ in 0..8 {
        let hecho = (sistema::cpu(pid), carpeta.ocupado());
        emisor.fin = None;
        emisor.leer_hasta(usize::MAX);
        let parado = hecho == (sistema::cpu(pid), carpeta.ocupado()) && !sistema::arbol_en_marcha(pid);
        if emisor.fin != Some(Fin::Calla) || parado {
            break;
        }
    }
    let sin_mas = emisor.recibido.is_empty() && matches!(emisor.fin, Some(Fin::Cierra | Fin::Corta));
    if sin_mas
        && servidor.programa.asentar() == Estado::Vivo
        && mesa.causa_de_fuerza_mayor(&servidor.programa).is_none()
    {
        return emisor.mal("R01", "Los 8 MiB han llegado en muchos trozos y has colgado sin darlos por guardados.");
    }
    exigir_veredicto(&mut emisor, 0, "R23", true)?;
    let despues = sistema::memoria_maxima(servidor.programa.pid());
    queda(&servidor, carpeta, Some(&bytes), "R23")?;
    if let (Some(antes), Some(despues)) = (antes, despues)
        && despues.saturating_sub(antes) > CRECE
    {
        let frase = format!(
            "Al recibir {} MiB, la memoria de tu programa ha crecido {} MiB: los está guardando.",
            GRANDE >> 20,
            (despues - antes) >> 20
        );
        return mesa.mal("R25", frase, &servidor.programa);
    }
    Ok(())
}

/// Un emisor que envía medio fichero y se va, por las buenas o cortando.
fn a_medias(mesa: &Mesa<'_>, carpeta: &Carpeta, corta: bool) -> Paso {
    carpeta.crear(SALIDA, BUENO)?;
    let servidor = mesa.servidor()?;
    let mut emisor = servidor.conectar()?;
    let bytes = bytes_variados(30_000);
    let todo = entero(carpeta, &bytes);
    emisor.enviar_despacio(&[&todo[..100], &todo[100..15_000], &todo[15_000..20_000]]);
    if carpeta.leer(SALIDA).is_some_and(|hay| hay != BUENO) {
        let frase = "Ha llegado medio fichero, y en SALIDA ya no está lo que había: se ve a medias.";
        return emisor.mal("R49", frase);
    }
    if corta {
        emisor.cortar();
    } else {
        emisor.despedirse();
        emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| match visto {
            [0, ..] => Some(("R28", "El fichero ha llegado a medias y has contestado 00, «guardado».".to_string())),
            [] => None,
            _ => Some(("R22", "El fichero ha llegado a medias y has contestado.".to_string())),
        }))?;
    }
    queda(&servidor, carpeta, Some(BUENO), "R49")?;
    con_aviso(&servidor, "", "irme yo a mitad de un fichero")?;
    guardar(&servidor, carpeta, b"y ahora, uno entero")
}

/// Nombres que llevan a otro sitio: hacia arriba, enteros y raros.
fn el_nombre(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    let ruta = carpeta.con(AJENO);
    // Tantos «..» llevan a la raíz desde cualquier sitio, y desde allí a la carpeta de este caso.
    let hacia_arriba = format!("{}{}", "../".repeat(20), ruta.trim_start_matches('/'));
    for nombre in [hacia_arriba.as_str(), ruta.as_str(), "", "\0\n\u{1b}[2J", ".", "/"] {
        mesa.nota(format!("un fichero que dice llamarse {nombre:?}"));
        let mut emisor = servidor.conectar()?;
        emisor.enviar(&Fichero::nuevo(nombre, b"hola").entero());
        emisor.leer_hasta(1);
        if carpeta.leer(AJENO).is_some() {
            return Err(que_queda(&servidor, carpeta, Some(b"hola"), "R21"));
        }
        exigir_veredicto(&mut emisor, 0, "R23", true)?;
        queda(&servidor, carpeta, Some(b"hola"), "R21")?;
    }
    // Y uno que no es UTF-8: no se usa para nada, así que da igual.
    mesa.nota("un fichero cuyo nombre no es UTF-8");
    let mut emisor = servidor.conectar()?;
    let mut crudo = Fichero::nuevo("xy", b"hola").entero();
    let nombre = crudo.len() - 6;
    crudo[nombre..nombre + 2].copy_from_slice(b"\xff\xfe");
    emisor.enviar(&crudo);
    exigir_veredicto(&mut emisor, 0, "R23", true)
}

fn demasiado(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    guardar(&servidor, carpeta, b"uno")?;
    let antes = sistema::reserva_maxima(servidor.programa.pid());
    for (tamano, veredicto) in [(TAMANO_MAXIMO, None), (TAMANO_MAXIMO + 1, Some(2)), (u64::MAX, Some(2))] {
        mesa.nota(format!("un anuncio de {tamano} bytes, y nada más"));
        let mut emisor = servidor.conectar()?;
        emisor.enviar(&con_tamano_y_suma("x", tamano, 0));
        if veredicto.is_none() {
            emisor.esperar_a_que_lea();
            emisor.despedirse();
        }
        emisor.leer_hasta(usize::MAX);
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        let despues = sistema::reserva_maxima(servidor.programa.pid());
        if servidor.programa.asentar() != Estado::Vivo || mesa.causa_de_fuerza_mayor(&servidor.programa).is_some() {
            let frase = format!("Un anuncio de {tamano} bytes ha acabado con tu programa.");
            return mesa.mal("R13", frase, &servidor.programa);
        }
        if let Some((antes, despues)) = antes.zip(despues)
            && despues.saturating_sub(antes) > RESERVA
        {
            let frase = format!("Con un anuncio de {tamano} bytes has reservado {} MiB.", (despues - antes) >> 20);
            return mesa.mal("R13", frase, &servidor.programa);
        }
        match veredicto {
            Some(_) if emisor.recibido.is_empty() && emisor.fin == Some(Fin::Calla) => {
                let frase = format!("El anuncio dice {tamano} bytes y tu programa los espera: el máximo es 1 GiB.");
                return mesa.mal("R13", frase, &servidor.programa);
            }
            Some(veredicto) => exigir_veredicto(&mut emisor, veredicto, "R23", true)?,
            None => emisor.exigir_final(Esperado::nuevo(b""))?,
        }
    }
    queda(&servidor, carpeta, Some(b"uno"), "R49")
}

/// Exige que cierre, o corte, sin contestar.
fn anuncio_malo(servidor: &Servidor<'_>, bytes: &[u8], que: &str) -> Paso {
    let mesa = servidor.mesa;
    mesa.nota(que);
    let mut emisor = servidor.conectar()?;
    emisor.enviar(bytes);
    emisor.leer_todo_en(Duration::from_millis(1500));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if emisor.recibido.is_empty() && emisor.fin == Some(Fin::Calla) {
        return emisor.mal("R13", &format!("Ha llegado {que} y tu programa no cierra: lo ha tomado por un anuncio."));
    }
    if emisor.recibido.is_empty() && servidor.programa.asentar() == Estado::Vivo {
        return match mesa.causa_de_fuerza_mayor(&servidor.programa) {
            Some(hallazgo) => Err(Tropiezo::Mal(Box::new(hallazgo))),
            None => Ok(()),
        };
    }
    let frase = format!("Ha llegado {que}, que no es un anuncio, y has contestado.");
    emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|_| Some(("R22", frase.clone()))))
}

fn argumentos(mesa: &Mesa<'_>) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let salida = carpeta.con(SALIDA);
    let ocupado =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (direccion, _listener) = ocupado.map_err(|error| anfitrion::sin_puerto(&error))?;
    acaba_con(mesa, &[], 2, "sin argumentos")?;
    acaba_con(mesa, &["127.0.0.1:0"], 2, "sin SALIDA")?;
    acaba_con(mesa, &["127.0.0.1:70000", &salida], 1, "con un puerto que no existe, 127.0.0.1:70000")?;
    acaba_con(mesa, &[&direccion.to_string(), &salida], 1, &format!("con un puerto ocupado, {direccion}"))
}

fn callado(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    carpeta.crear(SALIDA, BUENO)?;
    let servidor = mesa.servidor()?;
    let inicio = Instant::now();
    let mut emisor = servidor.conectar()?;
    emisor.enviar(&entero(carpeta, b"hola")[..30]);
    mesa.nota("ese emisor se queda callado");
    emisor.leer_todo_en(PLAZO + MARGEN);
    let tardado = inicio.elapsed();
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if emisor.fin == Some(Fin::Calla) {
        let frase = format!("Tu programa lleva {} s esperando a un emisor que calla.", PLAZO.as_secs() + 1);
        return mesa.mal("R31", frase, &servidor.programa);
    }
    if tardado + Duration::from_millis(300) < PLAZO {
        let frase = format!("Has cerrado a los {} ms a quien tenía 2 segundos para seguir.", tardado.as_millis());
        return mesa.mal("R31", frase, &servidor.programa);
    }
    emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "El emisor no ha acabado y has contestado.".to_string()))
    }))?;
    queda(&servidor, carpeta, Some(BUENO), "R49")?;
    guardar(&servidor, carpeta, b"y el siguiente")
}
