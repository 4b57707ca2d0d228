//! `lienzo`: el verificador envía una imagen por UDP, a trozos, y mira la que guarda el programa.

use std::time::{Duration, Instant};

use redes::cifras::numero;

use crate::carpeta::Carpeta;
use crate::caso::{Caso, Reto};
use crate::comun::{acaba_con, acaba_el_cliente};
use crate::datagramas::{MAXIMO, argumentos_de_servidor_udp, arranca, renombrar_si};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, en_segundos};
use crate::programa::Estado;

mod emisor;
mod imagen;

use emisor::{CUATRO, ENTERO, FIN, FRANJAS, LADOS, SALIDA, con_emisor, con_emisor_de, con_malos, entera, pixeles};
use imagen::{Zona, bloque_de, tamano};

/// Lo que espera sin FIN a un emisor que calla, y el margen de quien lo cumple.
const SIN_FIN: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(900);
/// Quien se rinde antes de esto no ha esperado sus 2 segundos, por mal que se mida.
const PRONTO: Duration = Duration::from_millis(1500);
/// Después del FIN se espera medio segundo; lo rezagado llega mucho antes.
const REZAGO: Duration = Duration::from_millis(120);

pub const RETO: Reto = Reto { nombre: "lienzo", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí por UDP", |mesa| {
        arranca(mesa, &[&Carpeta::nueva()?.con(SALIDA)])
    })
    .pide(&[19]),
    Caso::nuevo("un-bloque", "guarda una imagen que llega en un solo bloque, y acaba con código 0", |mesa| {
        entera(mesa, &[ENTERO]).map_err(|tropiezo| lee_del_reves(mesa, tropiezo))
    })
    .pide(&[2, 3, 16, 17]),
    Caso::nuevo("pixeles", "guarda una imagen que llega píxel a píxel", |mesa| entera(mesa, &pixeles())).pide(&[4]),
    Caso::nuevo(
        "hueco",
        "si falta un bloque, lo deja en negro, dice cuántos píxeles faltan y acaba con código 1",
        |mesa| {
            con_emisor(mesa, |emisor| {
                emisor.tamano();
                emisor.bloques(&FRANJAS[..3]);
                emisor.enviar(FIN);
                emisor.exigir(&FRANJAS[3..], SILENCIO, "con un bloque que se ha perdido")
            })
        },
    )
    .pide(&[1, 13, 16, 17, 18]),
    Caso::nuevo("entero-sin-fin", "acaba en cuanto no falta ningún píxel, aunque el FIN no llegue", |mesa| {
        con_emisor(mesa, |emisor| {
            emisor.tamano();
            emisor.bloques(&FRANJAS);
            emisor.exigir(&[], SILENCIO, "con una imagen entera a la que no sigue un FIN")
        })
    })
    .pide(&[12]),
    Caso::nuevo("desordenados", "pone cada bloque donde dice, lleguen en el orden que lleguen", |mesa| {
        let paso = con_emisor(mesa, |emisor| {
            emisor.tamano();
            emisor.bloques(&[CUATRO[3], CUATRO[0], CUATRO[2], CUATRO[1]]);
            emisor.enviar(FIN);
            emisor.exigir(&[], SILENCIO, "con los bloques desordenados")
        });
        renombrar_si(paso, &["R21"], "R53", "Los bloques han llegado en otro orden, y la imagen no es la enviada.")
    })
    .pide(&[1]),
    Caso::nuevo("repetidos", "no cuenta dos veces un bloque repetido", |mesa| {
        let paso = con_emisor(mesa, |emisor| {
            emisor.tamano();
            mesa.nota("falta un bloque, y otro igual de grande llega dos veces");
            emisor.bloques(&[FRANJAS[0], FRANJAS[1], FRANJAS[1], FRANJAS[2]]);
            emisor.enviar(FIN);
            emisor.exigir(&FRANJAS[3..], SILENCIO, "con un bloque perdido y otro repetido")
        });
        let frase = "Falta un bloque y otro ha llegado dos veces: para tu programa, está todo.";
        renombrar_si(paso, &["R28", "R21", "R23"], "R52", frase)
    })
    .pide(&[1]),
    Caso::nuevo("tamano-repetido", "no hace caso del TAMAÑO si ya tiene uno", |mesa| {
        let paso = con_emisor(mesa, |emisor| {
            emisor.tamano();
            emisor.bloques(&CUATRO[..2]);
            emisor.tamano();
            emisor.enviar(&tamano(9, 9));
            emisor.bloques(&CUATRO[2..]);
            emisor.enviar(FIN);
            emisor.exigir(&[], SILENCIO, "con un TAMAÑO que llega otra vez")
        });
        let frase = "El TAMAÑO ha llegado otra vez cuando ya había bloques, y la imagen no es la enviada.";
        renombrar_si(paso, &["R21", "R18", "R19"], "R53", frase)
    })
    .pide(&[6]),
    Caso::nuevo("fin-adelantado", "no da por perdido lo que llega un poco después del FIN", fin_adelantado).pide(&[13]),
    Caso::nuevo("vacio", "no toma un datagrama vacío por el final, ni por nada", |mesa| {
        let frase = "Ha llegado un datagrama vacío, que no dice nada, y tu programa le ha hecho caso.";
        let paso = con_malos(mesa, &[("un datagrama vacío", Vec::new())], "con un datagrama vacío de por medio");
        renombrar_si(paso, &["R17", "R18", "R19", "R21", "R28"], "R40", frase)
    })
    .pide(&[10]),
    Caso::nuevo("basura", "deja pasar lo que está mal formado", |mesa| {
        let frase = "Han llegado datagramas mal formados, y tu programa no los ha dejado pasar.";
        let malos = [
            ("de una clase que no existe", b"\x07hola".to_vec()),
            ("un bloque sin acabar su cabecera", bloque_de(0, 0, 2, 2, 4)[..6].to_vec()),
            ("un bloque con un byte de menos", bloque_de(0, 0, 2, 2, 4)[..18].to_vec()),
            ("un bloque con un píxel de más", bloque_de(0, 0, 2, 2, 5)),
            ("un bloque sin columnas", bloque_de(3, 2, 0, 1, 0)),
            ("un bloque sin filas", bloque_de(3, 2, 1, 0, 0)),
            ("un bloque sin columnas ni filas", bloque_de(0, 0, 0, 0, 0)),
            ("un bloque de 0 × 255", bloque_de(0, 0, 0, 255, 0)),
            ("un FIN con algo detrás", b"\x03\x00".to_vec()),
            ("un bloque con un píxel de menos", bloque_de(0, 0, 2, 2, 3)),
            ("un TAMAÑO con algo detrás", [&tamano(9, 9)[..], b"\0"].concat()),
            ("un TAMAÑO sin acabar", tamano(9, 9)[..4].to_vec()),
        ];
        renombrar_si(con_malos(mesa, &malos, "con datagramas mal formados"), MALOS, "R13", frase)
    })
    .pide(&[10]),
    Caso::nuevo("fuera", "no pone un bloque que no cabe entero en el lienzo", |mesa| {
        let frase = "Han llegado bloques que se salen del lienzo, y tu programa no los ha dejado pasar.";
        let malos = [
            ("un bloque que se sale por la derecha", bloque_de(LADOS.0 as u16 - 1, 0, 2, 1, 2)),
            ("un bloque que se sale por abajo", bloque_de(0, LADOS.1 as u16 - 1, 1, 2, 2)),
            ("un bloque que empieza donde acaba el lienzo", bloque_de(LADOS.0 as u16, 0, 1, 1, 1)),
            ("un bloque que empieza debajo del lienzo", bloque_de(0, LADOS.1 as u16, 1, 1, 1)),
            ("un bloque que da la vuelta a los 16 bits", bloque_de(65_535, 0, 2, 1, 2)),
            ("un bloque de fuera del todo", bloque_de(65_535, 65_535, 1, 1, 1)),
        ];
        renombrar_si(con_malos(mesa, &malos, "con bloques que se salen"), MALOS, "R13", frase)
    })
    .pide(&[11]),
    Caso::nuevo("tamanos-absurdos", "no crea un lienzo vacío, ni más grande de lo que se admite", |mesa| {
        let paso = con_emisor(mesa, |emisor| {
            mesa.nota("cinco tamaños que no pueden ser");
            for (ancho, alto) in [(0, 5), (5, 0), (65_535, 65_535), (1001, 1), (1, 1001)] {
                emisor.enviar(&tamano(ancho, alto));
            }
            for (que, malo) in [
                ("un TAMAÑO con algo detrás", [&tamano(9, 9)[..], b"\0"].concat()),
                ("un TAMAÑO sin acabar", tamano(9, 9)[..4].to_vec()),
            ] {
                mesa.nota(que);
                emisor.enviar(&malo);
            }
            mesa.nota("y el bueno");
            emisor.tamano();
            emisor.bloques(&CUATRO);
            emisor.enviar(FIN);
            emisor.exigir(&[], SILENCIO, "con tamaños absurdos antes del bueno")
        });
        let frase = "Ha llegado un tamaño que no puede ser, y tu programa se lo ha creído.";
        renombrar_si(paso, &["R17", "R18", "R19", "R21", "R25", "R26", "R28"], "R13", frase)
    })
    .pide(&[7, 10]),
    Caso::nuevo("antes-del-tamano", "no hace caso de lo que llega antes que el TAMAÑO", antes_del_tamano).pide(&[5, 9]),
    Caso::nuevo("mil-por-mil", "admite el lienzo más grande, de 1000 × 1000, y sus números de dos bytes", mil_por_mil)
        .pide(&[2, 7]),
    Caso::nuevo("extrano", "no hace caso de lo que envía otro", extrano).pide(&[5, 8]),
    Caso::nuevo("el-mayor", "recibe un bloque que llena el mayor datagrama", |mesa| {
        let filas = (MAXIMO - 7) / (3 * 255);
        let mayor = Zona { x: 0, y: 0, columnas: 255, filas: filas as u8 };
        let paso = con_emisor_de(mesa, (255, filas), |emisor| {
            emisor.tamano();
            emisor.bloques(&[mayor]);
            emisor.enviar(FIN);
            emisor.exigir(&[], SILENCIO, "con un bloque muy grande")
        });
        let frase = format!("De un datagrama de {} bytes no has puesto su bloque.", numero(7 + 765 * filas));
        renombrar_si(paso, &["R18", "R21", "R23"], "R36", &frase)
    })
    .pide(&[4]),
    Caso::nuevo(
        "se-calla",
        "si el emisor calla 2 segundos sin un FIN, guarda lo que haya y acaba con código 1",
        se_calla,
    )
    .pide(&[14])
    .lento(),
    Caso::nuevo("sin-prisa", "antes del TAMAÑO espera lo que haga falta", sin_prisa).pide(&[15]).lento(),
    Caso::nuevo(
        "charlatan",
        "cuenta los plazos desde lo último del emisor: que escriban otros no los alarga",
        charlatan,
    )
    .pide(&[13])
    .lento(),
    Caso::nuevo(
        "argumentos",
        "si falta un argumento acaba con código 2; si no puede escuchar o guardar, con 1; y lo dice en una línea",
        |mesa| {
            acaba_con(mesa, &["127.0.0.1:0"], 2, "con un solo argumento")?;
            argumentos_de_servidor_udp(mesa, &[&Carpeta::nueva()?.con(SALIDA)])?;
            sin_sitio(mesa)
        },
    )
    .pide(&[20]),
];

/// Las maneras de caer con algo que había que dejar pasar.
const MALOS: &[&str] = &["R17", "R18", "R19", "R21", "R26", "R28"];

/// No ha acabado con una imagen sencilla. ¿Será que lee los números del revés? Se le envía la misma, con sus números así.
fn lee_del_reves(mesa: &Mesa<'_>, tropiezo: Tropiezo) -> Tropiezo {
    if !matches!(&tropiezo, Tropiezo::Mal(hallazgo) if hallazgo.codigo == "R26") {
        return tropiezo;
    }
    mesa.nota("otra vez, con los números del revés");
    let otra = con_emisor(mesa, |emisor| {
        emisor.enviar(&[1, LADOS.0 as u8, 0, LADOS.1 as u8, 0]);
        emisor.bloques(&[ENTERO]);
        emisor.exigir(&[], SILENCIO / 2, "")?;
        let frase = "Tu programa lee los números con los bytes del revés: 00 07 son 7, y para él son 1792.";
        mesa.mal("R12", frase, &emisor.servidor.programa)
    });
    match otra {
        Err(Tropiezo::Mal(hallazgo)) if hallazgo.codigo == "R12" => Tropiezo::Mal(hallazgo),
        _ => tropiezo,
    }
}

/// Un bloque y un FIN se adelantan al TAMAÑO: no hay dónde ponerlos, y ni siquiera dicen quién es el emisor.
fn antes_del_tamano(mesa: &Mesa<'_>) -> Paso {
    let como = "con un bloque que ha llegado antes que el TAMAÑO";
    let adelantado = con_emisor(mesa, |emisor| {
        mesa.nota("antes que el TAMAÑO llegan un bloque y un FIN");
        emisor.bloques(&CUATRO[..1]);
        emisor.enviar(FIN);
        emisor.tamano();
        emisor.bloques(&CUATRO[1..]);
        emisor.enviar(FIN);
        emisor.exigir(&CUATRO[..1], SILENCIO, como)
    });
    let frase = "Un bloque ha llegado antes que el TAMAÑO, y tu programa no lo deja pasar.";
    let adelantado = renombrar_si(adelantado, &["R17", "R18", "R19", "R26"], "R13", frase);
    let frase =
        "Un bloque ha llegado antes que el TAMAÑO, cuando aún no había dónde ponerlo, y tu programa lo ha puesto.";
    renombrar_si(adelantado, &["R28"], "R21", frase)?;
    let de_otro = con_emisor(mesa, |emisor| {
        mesa.nota("antes que el TAMAÑO, un extraño envía un bloque y un FIN");
        let mut otro = emisor.buzon.extrano()?;
        otro.enviar(&bloque_de(0, 0, 7, 5, 35));
        otro.enviar(FIN);
        emisor.tamano();
        emisor.bloques(&CUATRO);
        emisor.enviar(FIN);
        emisor.exigir(&[], SILENCIO, "con un extraño que ha escrito antes que nadie")
    });
    let frase =
        "El emisor es quien envía el primer TAMAÑO, y tu programa ha tomado por él a quien escribió antes otra cosa.";
    renombrar_si(de_otro, &["R17", "R18", "R19", "R21", "R26", "R28"], "R37", frase)
}

/// El mayor que se admite. Llegan los bloques de tres esquinas, que necesitan los dos bytes de cada número, y lo demás falta.
fn mil_por_mil(mesa: &Mesa<'_>) -> Paso {
    let zona = |x, y| Zona { x, y, columnas: 20, filas: 20 };
    let llegan = [zona(0, 0), zona(980, 0), zona(980, 980)];
    let todas = (0..50).flat_map(|y| (0..50).map(move |x| (x * 20, y * 20)));
    let faltan: Vec<Zona> =
        todas.filter(|lugar| !llegan.iter().any(|zona| (zona.x, zona.y) == *lugar)).map(|(x, y)| zona(x, y)).collect();
    con_emisor_de(mesa, (1000, 1000), |emisor| {
        emisor.tamano();
        emisor.bloques(&llegan);
        emisor.enviar(FIN);
        emisor.exigir(&faltan, SILENCIO * 2, "con un lienzo de 1000 × 1000 del que llegan tres bloques")
    })
}

/// El FIN adelanta a dos bloques: uno llega con él, y otro, un poco después.
fn fin_adelantado(mesa: &Mesa<'_>) -> Paso {
    let paso = con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(&CUATRO[..2]);
        emisor.enviar(FIN);
        emisor.bloques(&CUATRO[2..3]);
        if emisor.buzon.recibir(REZAGO).is_none() && emisor.servidor.programa.estado() == Estado::Vivo {
            emisor.bloques(&CUATRO[3..]);
        }
        emisor.exigir(&[], SILENCIO, "con un FIN que adelanta a dos bloques")
    });
    let frase = "El FIN ha adelantado a dos bloques, y tu programa no los ha esperado.";
    renombrar_si(paso, &["R18", "R21", "R28"], "R52", frase)
}

/// Otro, desde otro puerto, pinta de blanco lo que aún no ha llegado y dice que ya está.
fn extrano(mesa: &Mesa<'_>) -> Paso {
    let paso = con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(&CUATRO[..1]);
        let mut otro = emisor.buzon.extrano()?;
        otro.enviar(&bloque_de(1, 3, 6, 2, 12));
        otro.enviar(FIN);
        emisor.bloques(&CUATRO[1..3]);
        emisor.enviar(FIN);
        emisor.exigir(&CUATRO[3..], SILENCIO, "con un extraño que también envía bloques")
    });
    let frase = "Un extraño ha enviado un bloque que no es de la imagen, y tu programa le ha hecho caso.";
    renombrar_si(paso, &["R18", "R21", "R28"], "R37", frase)
}

/// El emisor desaparece a mitad, y su FIN no llega.
fn se_calla(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(&CUATRO[..2]);
        mesa.nota("y aquí el emisor desaparece");
        let inicio = Instant::now();
        let como = "con un emisor que desaparece a mitad";
        let mut paciencia = mesa.paciencia(SIN_FIN + MARGEN, &emisor.servidor.programa);
        let (_, tardado) = paciencia.esperar_midiendo(&emisor.servidor.programa, inicio, || ());
        // Ya se ha esperado: solo queda mirar cómo ha acabado, si ha acabado.
        let paso = emisor.exigir(&CUATRO[2..], Duration::ZERO, como);
        let frase = format!("El emisor lleva {} s callado y tu programa sigue esperando.", en_segundos(tardado));
        renombrar_si(paso, &["R26"], "R35", &frase)?;
        if tardado < PRONTO {
            let ms = tardado.as_millis();
            let frase = format!("Tu programa se ha rendido a los {ms} ms, y tenía que esperar 2 segundos.");
            return mesa.mal("R31", frase, &emisor.servidor.programa);
        }
        Ok(())
    })
}

/// Antes del TAMAÑO pasa más tiempo que los plazos de después.
fn sin_prisa(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, |emisor| {
        mesa.nota("el emisor tarda en empezar");
        let mut paciencia = mesa.paciencia(SIN_FIN + REZAGO * 3, &emisor.servidor.programa);
        if emisor.servidor.programa.esperar(|| paciencia.queda()) != Estado::Vivo
            && mesa.causa_de_fuerza_mayor(&emisor.servidor.programa).is_none()
        {
            let frase = "Todavía no ha llegado ningún TAMAÑO y tu programa ya ha acabado: antes de él no hay plazo.";
            return mesa.mal("R31", frase, &emisor.servidor.programa);
        }
        emisor.tamano();
        emisor.bloques(&[ENTERO]);
        emisor.exigir(&[], SILENCIO, "con un emisor que tarda en empezar")
    })
}

/// La imagen llega entera, y no hay dónde guardarla.
fn sin_sitio(mesa: &Mesa<'_>) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let servidor = mesa.servidor_con(&[&carpeta.con("no-existe/imagen.ppm")])?;
    let mut buzon = servidor.buzon()?;
    buzon.enviar(&tamano(1, 1));
    buzon.enviar(&bloque_de(0, 0, 1, 1, 1));
    let paso = acaba_el_cliente(mesa, &servidor.programa, 1, "con una SALIDA en una carpeta que no existe");
    renombrar_si(
        paso,
        &["R47"],
        "R28",
        "La carpeta de la imagen no existe, y tu programa acaba con código 0, como si la hubiera guardado.",
    )
}

/// Falta un bloque, ha llegado el FIN, y otro no para de escribir.
fn charlatan(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(&CUATRO[..3]);
        emisor.enviar(FIN);
        mesa.nota("el emisor ha acabado, y otro no para de escribir");
        let mut otro = emisor.buzon.extrano()?;
        for _ in 0..20 {
            otro.enviar(FIN);
            emisor.buzon.recibir(Duration::from_millis(100));
            if emisor.servidor.programa.estado() != Estado::Vivo {
                return emisor.exigir(&CUATRO[3..], SILENCIO, "con un extraño que no calla");
            }
        }
        let frase = "Hace 2 s del FIN y tu programa sigue esperando: lo que escribe otro le alarga el medio segundo.";
        mesa.mal("R31", frase, &emisor.servidor.programa)
    })
}
