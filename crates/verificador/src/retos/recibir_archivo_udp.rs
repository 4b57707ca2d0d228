//! `recibir_archivo_udp`: el verificador es el emisor, y la red por la que envía, tan mala como haga falta.

mod ajenos;
mod averias;
mod emisor;

use std::time::{Duration, Instant};

use ajenos::{basura, extrano};
use averias::{charlatan, red_mala, se_calla, sin_prisa};
use emisor::{SALIDA, TROZO, con_emisor, con_emisor_en, en_cuatro, fichero};

use crate::carpeta::Carpeta;
use crate::caso::{Caso, Reto};
use crate::comun::acaba_con;
use crate::datagramas::{argumentos_de_servidor_udp, arranca, renombrar_si};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::Mesa;

/// Quien se rinde antes de esto no ha esperado su segundo, por mal que se mida.
const PRONTO: Duration = Duration::from_millis(600);

pub const RETO: Reto = Reto { nombre: "recibir_archivo_udp", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí por UDP", |mesa| {
        arranca(mesa, &[&Carpeta::nueva()?.con(SALIDA)])
    }).pide(&[20]),
    Caso::nuevo("un-trozo", "recibe un fichero de un solo trozo, contesta, lo guarda y acaba con código 0", |mesa| {
        con_emisor(mesa, "¡Hola, señora!\n".as_bytes(), |emisor| {
            emisor.trozo(0)?;
            emisor.terminar()?;
            emisor.terminado()
        })
    }).pide(&[8, 10, 14]),
    Caso::nuevo("cinco-trozos", "recibe un fichero de cinco trozos, el último más corto", |mesa| {
        let frase =
            "A un trozo pequeño tu programa contesta, y a uno de 1009 bytes, con su cabecera, no: ¿cabe en tu búfer?";
        renombrar_si(en_orden(mesa, &fichero(mesa, 4321)), &["R07"], "R36", frase)
    }).pide(&[1, 2]),
    Caso::nuevo("justo", "recibe un fichero que llena todos sus trozos", |mesa| {
        let frase = "Un último trozo de 1000 bytes justos es tan bueno como otro, y tu programa no lo da por recibido.";
        renombrar_si(en_orden(mesa, &fichero(mesa, 3 * TROZO)), &["R07", "R17", "R18"], "R21", frase)
    }).pide(&[1]),
    Caso::nuevo("vacio", "guarda un fichero vacío, que no tiene ningún trozo", |mesa| en_orden(mesa, b"")).pide(&[4]),
    Caso::nuevo("a-medias", "no toca SALIDA hasta que lo tiene todo", |mesa| {
        con_emisor(mesa, &fichero(mesa, 2500), |emisor| {
            emisor.trozo(0)?;
            emisor.trozo(1)?;
            emisor.sin_tocar("Van dos trozos de tres, y SALIDA ya no es lo que era")?;
            emisor.trozo(2)?;
            emisor.sin_tocar("Aún no ha llegado el FIN, y SALIDA ya no es lo que era")?;
            emisor.terminar()
        })
    }).pide(&[15]),
    Caso::nuevo("se-calla", "si el emisor calla 1 segundo, acaba con código 1 y no deja nada", se_calla).pide(&[16, 18, 19]).lento(),
    Caso::nuevo("ventana", "contesta a doce trozos que llegan seguidos", |mesa| {
        con_emisor(mesa, &fichero(mesa, 12 * TROZO - 1), |emisor| {
            let orden: Vec<usize> = (0..12).collect();
            let frase = "Han llegado doce trozos seguidos, y tu programa no contesta a todos.";
            renombrar_si(emisor.de_golpe(&orden, "R23"), &["R17", "R23"], "R23", frase)?;
            emisor.terminar()
        })
    }).pide(&[6]),
    Caso::nuevo("repetidos", "contesta otra vez a un trozo repetido, y no lo escribe dos veces", |mesa| {
        con_emisor(mesa, &fichero(mesa, 2500), |emisor| {
            emisor.trozo(0)?;
            emisor.trozo(1)?;
            emisor.mesa().nota("el acuse del trozo 1 se ha perdido: va otra vez");
            let frase = "Ha llegado otra vez el trozo 1, que es que se perdió su acuse, y tu programa no contesta.";
            renombrar_si(emisor.trozo(1), &["R07", "R17"], "R39", frase)?;
            emisor.trozo(2)?;
            let frase = "Un trozo ha llegado dos veces, y el fichero no es el que se ha enviado.";
            renombrar_si(emisor.terminar(), &["R21", "R18"], "R53", frase)
        })
    }).pide(&[7, 8]),
    Caso::nuevo("desordenados", "pone cada trozo en su sitio, lleguen en el orden que lleguen", |mesa| {
        con_emisor(mesa, &fichero(mesa, 4321), |emisor| {
            for numero in [3, 0, 4, 2, 1] {
                emisor.trozo(numero)?;
            }
            let frase = "Los trozos han llegado en otro orden, y el fichero no es el que se ha enviado.";
            renombrar_si(emisor.terminar(), &["R21", "R18"], "R53", frase)
        })
    }).pide(&[5]),
    Caso::nuevo("hueco", "con el FIN y un trozo por llegar, lo pide; y no da el fichero por completo", hueco).pide(&[9]),
    Caso::nuevo("de-una-vez", "sustituye SALIDA de una vez: ni un instante sin estar, o a medias", |mesa| {
        // De paso, uno cuya suma tiene el bit de más peso.
        con_emisor(mesa, b"123456789", |emisor| {
            let vigia = emisor.carpeta.vigilar();
            emisor.trozo(0)?;
            emisor.terminar()?;
            if let Some(como) = vigia.and_then(|vigia| vigia.estropeado(SALIDA)) {
                let frase = format!(
                    "Al guardar, SALIDA ha sido antes {como}: por un momento no estaba, o estaba a medias. `rename` pone un \
                     fichero en el lugar de otro de una vez."
                );
                return emisor.mesa().mal("R49", frase, &emisor.servidor.programa);
            }
            Ok(())
        })
    }).pide(&[15]),
    Caso::nuevo("trescientos", "recibe 300 trozos: su número no cabe en un byte", |mesa| {
        en_orden(mesa, &fichero(mesa, 300 * TROZO - 1))
    }).pide(&[2]),
    Caso::nuevo("el-mayor-total", "acepta lo más que admite el enunciado, 65 536 trozos", |mesa| {
        con_emisor(mesa, b"", |emisor| {
            let ultimo = [&b"D"[..], &en_cuatro(65_535), &en_cuatro(65_536), b"fin"].concat();
            emisor.buzon.enviar(&ultimo);
            let frase = "Un fichero de 65 536 trozos se admite, y tu programa no contesta a su último trozo.";
            renombrar_si(emisor.buzon.exigir(&[&b"A"[..], &en_cuatro(65_535)].concat(), "R07"), &["R07"], "R21", frase)
        })
    }).pide(&[4]),
    Caso::nuevo(
        "suma-mala",
        "si el fichero no suma lo anunciado, contesta M, no lo guarda y acaba con código 1",
        |mesa| {
            con_emisor(mesa, &fichero(mesa, 1500), |emisor| {
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                let fin = [&b"F"[..], &2_u32.to_be_bytes(), &(!emisor.suma).to_be_bytes()].concat();
                emisor.buzon.enviar(&fin);
                let frase = "La suma anunciada no es la de lo que ha llegado, y tu programa lo da por bueno.";
                renombrar_si(emisor.buzon.exigir(b"M", "R07"), &["R21"], "R28", frase)?;
                emisor.acabar(1, "con un fichero que no suma lo anunciado")?;
                emisor.sin_tocar("El fichero no suma lo anunciado, y SALIDA ya no es lo que era")
            })
        },
    ).pide(&[11, 19]),
    Caso::nuevo("sin-sitio", "si no se puede guardar, contesta M y acaba con código 1", |mesa| {
        con_emisor_en(mesa, "no-existe/salida.bin", b"hola", |emisor| {
            emisor.trozo(0)?;
            emisor.enviar_fin();
            let frase = "SALIDA está en una carpeta que no existe, y tu programa dice que ha guardado el fichero.";
            renombrar_si(emisor.buzon.exigir(b"M", "R07"), &["R21"], "R28", frase)?;
            emisor.acabar(1, "sin poder guardar")
        })
    }).pide(&[11, 19]),
    Caso::nuevo("sin-prisa", "antes del primer datagrama espera lo que haga falta", sin_prisa).pide(&[17]).lento(),
    Caso::nuevo("fin-repetido", "contesta otra vez a un FIN repetido, por si se perdió la respuesta", |mesa| {
        con_emisor(mesa, &fichero(mesa, 1500), |emisor| {
            emisor.trozo(0)?;
            emisor.trozo(1)?;
            emisor.fin("R07")?;
            for _ in 0..2 {
                emisor.mesa().nota("la respuesta se ha perdido: va otra vez el FIN");
                let frase =
                    "Ha llegado otra vez el FIN, que es que se perdió la respuesta, y tu programa ya no contesta.";
                renombrar_si(emisor.fin("R39"), &["R17", "R39"], "R39", frase)?;
            }
            emisor.terminado()
        })
    }).pide(&[13])
    .lento(),
    Caso::nuevo("extrano", "no hace caso de trozos que envía otro", extrano).pide(&[3, 12]),
    Caso::nuevo("vacios", "no toma un datagrama vacío por el final, ni por nada", |mesa| {
        let frase = "Ha llegado un datagrama vacío, que no dice nada, y tu programa le ha hecho caso.";
        let paso = con_emisor(mesa, &fichero(mesa, 2500), |emisor| {
            emisor.trozo(0)?;
            emisor.buzon.enviar(b"");
            emisor.trozo(1)?;
            emisor.trozo(2)?;
            emisor.terminar()
        });
        renombrar_si(paso, &["R07", "R17", "R21", "R22"], "R40", frase)
    }).pide(&[12]),
    Caso::nuevo("basura", "deja pasar lo que está mal formado, sin contestar", basura).pide(&[12]),
    Caso::nuevo("total-enorme", "no se fía de quien dice que son miles de millones de trozos", |mesa| {
        [65_537, 0x8000_0001, u32::MAX].into_iter().try_for_each(|total: u32| {
            let frase =
                format!("Le he dicho que eran {total} trozos, más de los que se aceptan, y no lo ha dejado pasar.");
            let paso = con_emisor(mesa, &fichero(mesa, 1500), |emisor| {
                emisor.buzon.enviar(&[&b"D"[..], &0_u32.to_be_bytes(), &total.to_be_bytes(), &[7; TROZO]].concat());
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                emisor.terminar()
            });
            renombrar_si(paso, &["R07", "R17", "R19", "R21", "R22", "R25"], "R13", &frase)
        })
    }).pide(&[12]),
    Caso::nuevo("red-mala", "recibe 40 trozos por una red que pierde, repite, desordena y retrasa", red_mala).pide(&[5, 6, 7]),
    Caso::nuevo(
        "charlatan",
        "cuenta su segundo desde lo último del emisor: que escriban otros no lo alarga",
        charlatan,
    ).pide(&[18])
    .lento(),
    Caso::nuevo(
        "argumentos",
        "si falta un argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        |mesa| {
            acaba_con(mesa, &["127.0.0.1:0"], 2, "con un solo argumento")?;
            argumentos_de_servidor_udp(mesa, &[&Carpeta::nueva()?.con(SALIDA)])
        },
    ).pide(&[21]),
];

fn en_orden(mesa: &Mesa<'_>, fichero: &[u8]) -> Paso {
    con_emisor(mesa, fichero, |emisor| {
        (0..emisor.total()).try_for_each(|numero| emisor.trozo(numero))?;
        emisor.terminar()
    })
}

/// El FIN adelanta a un trozo: tiene que pedirlo.
fn hueco(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(mesa, 4321), |emisor| {
        // El 1, dos veces: son tantos datagramas como trozos, pero no todos los trozos.
        for numero in [0, 1, 1, 3, 4] {
            emisor.trozo(numero)?;
        }
        mesa.nota("falta el trozo 2, y llega el FIN");
        let inicio = Instant::now();
        emisor.enviar_fin();
        let pide = [&b"P"[..], &en_cuatro(2)].concat();
        let pedido = emisor.buzon.exigir(&pide, "R39");
        let pedido = pedido.map_err(|tropiezo| match tropiezo {
            Tropiezo::Mal(mut hallazgo) if matches!(hallazgo.visto.as_deref(), Some([b'B' | b'M'])) => {
                let que = if hallazgo.visto.as_deref() == Some(b"B") { "lo da por completo" } else { "se rinde" };
                hallazgo.frase =
                    format!("Falta el trozo 2, ha llegado el FIN, y tu programa {que} en lugar de pedirlo.");
                hallazgo.codigo = "R52";
                Tropiezo::Mal(hallazgo)
            }
            otro => otro,
        });
        // Quien acaba enseguida se rinde; quien acaba por su plazo, no ha dicho nada.
        let (codigo, que) =
            if emisor.buzon.callado_desde(inicio) < PRONTO { ("R52", "se rinde") } else { ("R39", "no lo pide") };
        let frase = format!("Falta el trozo 2, ha llegado el FIN, y tu programa {que}.");
        renombrar_si(pedido, &["R17"], codigo, &frase)?;
        emisor.sin_tocar("Falta un trozo, y SALIDA ya no es lo que era")?;
        emisor.trozo(2)?;
        emisor.terminar()
    })
}
