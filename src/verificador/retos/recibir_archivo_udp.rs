//! `recibir_archivo_udp`: el verificador es el emisor, y la red por la que envía, tan mala como haga falta.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::fallas::{Cadena, Cuando, Datagrama, Demorar, Desordenar, Duplicar, Perder};
use crate::verificador::carpeta::Carpeta;
use crate::verificador::comun::{acaba_con, acabado, mayuscula};
use crate::verificador::datagramas::{Buzon, argumentos_de_servidor_udp, arranca, renombrar, renombrar_si};
use crate::verificador::mesa::{Mesa, Paso, SILENCIO, Servidor};
use crate::verificador::programa::Estado;
use crate::verificador::{Caso, Tropiezo};

/// Los bytes de fichero que lleva cada trozo, menos el último.
const TROZO: usize = 1000;
/// Lo que espera el receptor a un emisor que calla, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(1);
const MARGEN: Duration = Duration::from_millis(1200);
/// Quien se rinde antes de esto no ha esperado su segundo, por mal que se mida.
const PRONTO: Duration = Duration::from_millis(600);
/// Lo que se deja sin leer en el socket del programa, como mucho: cabe de sobra en el búfer del sistema.
const VENTANA: usize = 16;
/// El nombre de SALIDA en la carpeta del caso, y lo que contiene antes de empezar.
const SALIDA: &str = "salida.bin";
const ANTES: &[u8] = b"lo que hab\xc3\xada antes\n";

pub const CASOS: &[Caso] = &[
    Caso {
        nombre: "arranque",
        que: "dice en su primera línea dónde escucha, y escucha ahí por UDP",
        lento: false,
        jugar: |mesa| arranca(mesa, &[&Carpeta::nueva()?.con(SALIDA)]),
    },
    Caso {
        nombre: "un-trozo",
        que: "recibe un fichero de un solo trozo, contesta y lo guarda",
        lento: true,
        jugar: |mesa| en_orden(mesa, "¡Hola, señora!\n".as_bytes()),
    },
    Caso {
        nombre: "cinco-trozos",
        que: "recibe un fichero de cinco trozos, el último más corto",
        lento: true,
        jugar: |mesa| en_orden(mesa, &fichero(4321)),
    },
    Caso {
        nombre: "justo",
        que: "recibe un fichero que llena todos sus trozos",
        lento: true,
        jugar: |mesa| en_orden(mesa, &fichero(3 * TROZO)),
    },
    Caso {
        nombre: "vacio",
        que: "guarda un fichero vacío, que no tiene ningún trozo",
        lento: true,
        jugar: |mesa| en_orden(mesa, b""),
    },
    Caso {
        nombre: "ventana",
        que: "contesta a doce trozos que llegan seguidos",
        lento: true,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(12 * TROZO - 1), |emisor| {
                let orden: Vec<usize> = (0..12).collect();
                emisor.de_golpe(&orden, "R23")?;
                emisor.terminar()
            })
        },
    },
    Caso {
        nombre: "repetidos",
        que: "contesta otra vez a un trozo repetido, y no lo escribe dos veces",
        lento: true,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(2500), |emisor| {
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                emisor.mesa().nota("el acuse del trozo 1 se ha perdido: va otra vez");
                let frase = "Ha llegado otra vez el trozo 1, que es que se perdió su acuse, y tu programa no contesta.";
                renombrar_si(emisor.trozo(1), &["R07"], "R39", frase)?;
                emisor.trozo(2)?;
                let frase = "Un trozo ha llegado dos veces, y el fichero no es el que se ha enviado.";
                renombrar_si(emisor.terminar(), &["R21", "R18"], "R53", frase)
            })
        },
    },
    Caso {
        nombre: "desordenados",
        que: "pone cada trozo en su sitio, lleguen en el orden que lleguen",
        lento: true,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(4321), |emisor| {
                for numero in [3, 0, 4, 2, 1] {
                    emisor.trozo(numero)?;
                }
                let frase = "Los trozos han llegado en otro orden, y el fichero no es el que se ha enviado.";
                renombrar_si(emisor.terminar(), &["R21", "R18"], "R53", frase)
            })
        },
    },
    Caso {
        nombre: "hueco",
        que: "con el FIN y un trozo por llegar, lo pide; y no da el fichero por completo",
        lento: true,
        jugar: hueco,
    },
    Caso {
        nombre: "a-medias",
        que: "no toca SALIDA hasta que lo tiene todo",
        lento: true,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(2500), |emisor| {
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                emisor.sin_tocar("Van dos trozos de tres, y SALIDA ya no es lo que era")?;
                emisor.trozo(2)?;
                emisor.sin_tocar("Aún no ha llegado el FIN, y SALIDA ya no es lo que era")?;
                emisor.terminar()
            })
        },
    },
    Caso {
        nombre: "suma-mala",
        que: "si el fichero no suma lo anunciado, contesta M, no lo guarda y acaba con código 1",
        lento: false,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(1500), |emisor| {
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                let fin = [&b"F"[..], &2_u32.to_be_bytes(), &(!emisor.suma()).to_be_bytes()].concat();
                emisor.buzon.enviar(&fin);
                let frase = "La suma anunciada no es la de lo que ha llegado, y tu programa lo da por bueno.";
                renombrar_si(emisor.buzon.exigir(b"M", "R07"), &["R21"], "R28", frase)?;
                emisor.acabar(1, "con un fichero que no suma lo anunciado")?;
                emisor.sin_tocar("El fichero no suma lo anunciado, y SALIDA ya no es lo que era")
            })
        },
    },
    Caso {
        nombre: "fin-repetido",
        que: "contesta otra vez a un FIN repetido, por si se perdió la respuesta",
        lento: true,
        jugar: |mesa| {
            con_emisor(mesa, &fichero(1500), |emisor| {
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
        },
    },
    Caso { nombre: "extrano", que: "no hace caso de trozos que envía otro", lento: true, jugar: extrano },
    Caso {
        nombre: "vacios",
        que: "no toma un datagrama vacío por el final, ni por nada",
        lento: true,
        jugar: |mesa| {
            let frase = "Ha llegado un datagrama vacío, que no dice nada, y tu programa le ha hecho caso.";
            let paso = con_emisor(mesa, &fichero(2500), |emisor| {
                emisor.trozo(0)?;
                emisor.buzon.enviar(b"");
                emisor.trozo(1)?;
                emisor.trozo(2)?;
                emisor.terminar()
            });
            renombrar_si(paso, &["R07", "R17", "R21", "R22"], "R40", frase)
        },
    },
    Caso { nombre: "basura", que: "deja pasar lo que está mal formado, sin contestar", lento: true, jugar: basura },
    Caso {
        nombre: "total-enorme",
        que: "no se fía de quien dice que son miles de millones de trozos",
        lento: true,
        jugar: |mesa| {
            let frase = "Le he dicho que eran 4294967295 trozos, más de los que se aceptan, y no lo ha dejado pasar.";
            let paso = con_emisor(mesa, &fichero(1500), |emisor| {
                emisor.buzon.enviar(&[&b"D"[..], &0_u32.to_be_bytes(), &u32::MAX.to_be_bytes(), &[7; TROZO]].concat());
                emisor.trozo(0)?;
                emisor.trozo(1)?;
                emisor.terminar()
            });
            renombrar_si(paso, &["R07", "R17", "R19", "R21", "R22", "R25"], "R13", frase)
        },
    },
    Caso {
        nombre: "red-mala",
        que: "recibe 40 trozos por una red que pierde, repite, desordena y retrasa",
        lento: true,
        jugar: red_mala,
    },
    Caso {
        nombre: "se-calla",
        que: "si el emisor calla 1 segundo, acaba con código 1 y no deja nada",
        lento: true,
        jugar: se_calla,
    },
    Caso {
        nombre: "charlatan",
        que: "el segundo se cuenta desde lo último del emisor: que escriban otros no lo alarga",
        lento: true,
        jugar: charlatan,
    },
    Caso {
        nombre: "argumentos",
        que: "si falta un argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        lento: false,
        jugar: |mesa| {
            acaba_con(mesa, &["127.0.0.1:0"], 2, "con un solo argumento")?;
            argumentos_de_servidor_udp(mesa, &[&Carpeta::nueva()?.con(SALIDA)])
        },
    },
];

/// Un fichero con bytes de todos los valores, en el que ningún trozo se parece a otro.
fn fichero(bytes: usize) -> Vec<u8> {
    let mut estado = 7_u32;
    let siguiente = |_| {
        estado = estado.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (estado >> 24) as u8
    };
    (0..bytes).map(siguiente).collect()
}

/// El CRC-32 de siempre, byte a byte y bit a bit.
fn crc32(bytes: &[u8]) -> u32 {
    let mut resto = u32::MAX;
    for byte in bytes {
        resto ^= u32::from(*byte);
        for _ in 0..8 {
            let bajo = resto & 1;
            resto >>= 1;
            if bajo == 1 {
                resto ^= 0xedb8_8320;
            }
        }
    }
    !resto
}

/// El que envía el fichero, el programa que lo recibe y la carpeta en la que lo guarda.
struct Emisor<'m> {
    servidor: &'m Servidor<'m>,
    buzon: Buzon<'m>,
    carpeta: &'m Carpeta,
    fichero: &'m [u8],
}

/// Juega un caso con un emisor de ese fichero. SALIDA ya existe, con otra cosa.
fn con_emisor(mesa: &Mesa<'_>, fichero: &[u8], jugar: impl FnOnce(&mut Emisor<'_>) -> Paso) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let salida = carpeta.crear(SALIDA, ANTES)?;
    let servidor = mesa.servidor_con(&[&salida])?;
    let buzon = servidor.buzon()?;
    jugar(&mut Emisor { servidor: &servidor, buzon, carpeta: &carpeta, fichero })
}

fn en_orden(mesa: &Mesa<'_>, fichero: &[u8]) -> Paso {
    con_emisor(mesa, fichero, |emisor| {
        (0..emisor.total()).try_for_each(|numero| emisor.trozo(numero))?;
        emisor.terminar()
    })
}

impl<'m> Emisor<'m> {
    fn mesa(&self) -> &'m Mesa<'m> {
        self.servidor.mesa
    }

    fn total(&self) -> usize {
        self.fichero.len().div_ceil(TROZO)
    }

    fn suma(&self) -> u32 {
        crc32(self.fichero)
    }

    /// El datagrama de un trozo.
    fn datagrama(&self, numero: usize) -> Datagrama {
        let datos = &self.fichero[numero * TROZO..self.fichero.len().min((numero + 1) * TROZO)];
        [&b"D"[..], &en_cuatro(numero), &en_cuatro(self.total()), datos].concat()
    }

    /// Envía un trozo y exige su acuse.
    fn trozo(&mut self, numero: usize) -> Paso {
        let datagrama = self.datagrama(numero);
        self.buzon.enviar(&datagrama);
        self.buzon.exigir(&[&b"A"[..], &en_cuatro(numero)].concat(), "R07")
    }

    /// Envía estos trozos sin esperar, y exige todos sus acuses, en el orden que sea.
    fn de_golpe(&mut self, orden: &[usize], callado: &'static str) -> Paso {
        for numero in orden {
            let datagrama = self.datagrama(*numero);
            self.buzon.enviar(&datagrama);
        }
        let mut faltan: Vec<Datagrama> = orden.iter().map(|numero| [&b"A"[..], &en_cuatro(*numero)].concat()).collect();
        while let Some(falta) = faltan.first().cloned() {
            let llegado = self.buzon.recibir(SILENCIO);
            let donde = llegado.as_ref().and_then(|(visto, _)| faltan.iter().position(|otro| otro == visto));
            match donde {
                Some(donde) => drop(faltan.remove(donde)),
                None => return Err(self.buzon.juzgar(&falta, llegado, callado)),
            }
        }
        Ok(())
    }

    fn enviar_fin(&mut self) {
        let fin = [&b"F"[..], &en_cuatro(self.total()), &self.suma().to_be_bytes()].concat();
        self.buzon.enviar(&fin);
    }

    /// Envía el FIN y exige que conteste que bien. Cuando lo dice, tiene que ser verdad.
    fn fin(&mut self, callado: &'static str) -> Paso {
        self.enviar_fin();
        let fallo = self.buzon.exigir(b"B", callado);
        let frase = "Están todos los trozos y suman lo anunciado, y tu programa dice que el fichero está mal.";
        let fallo = fallo.map_err(|tropiezo| match tropiezo {
            Tropiezo::Mal(mut hallazgo) if hallazgo.visto.as_deref() == Some(b"M") => {
                hallazgo.frase = frase.to_string();
                Tropiezo::Mal(hallazgo)
            }
            otro => otro,
        });
        fallo?;
        self.guardado()
    }

    /// El FIN, lo guardado y un final con código 0.
    fn terminar(&mut self) -> Paso {
        self.fin("R07")?;
        self.terminado()
    }

    fn terminado(&mut self) -> Paso {
        self.acabar(0, "con un fichero que llega entero")?;
        self.guardado()?;
        self.sin_restos()
    }

    /// Exige que el programa acabe con ese código.
    fn acabar(&self, codigo: i32, como: &str) -> Paso {
        let mut paciencia = self.mesa().paciencia(SILENCIO, &self.servidor.programa);
        let estado = self.servidor.programa.esperar(|| paciencia.queda());
        if self.mesa().cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if codigo == 1 && estado == Estado::Acabado(0) {
            let frase = format!("{}, tu programa acaba con código 0, como si todo hubiera ido bien.", mayuscula(como));
            return self.mesa().mal("R28", frase, &self.servidor.programa);
        }
        acabado(self.mesa(), &self.servidor.programa, estado, codigo, como)
    }

    /// SALIDA tiene que ser el fichero.
    fn guardado(&self) -> Paso {
        let visto = self.carpeta.leer(SALIDA).unwrap_or_default();
        if visto == self.fichero {
            return Ok(());
        }
        if visto == ANTES {
            let frase = "Tu programa ha dicho que estaba guardado, y SALIDA sigue siendo lo que era.";
            return self.mesa().mal("R28", frase, &self.servidor.programa);
        }
        let frase = "Tu programa ha dicho que estaba guardado, y en SALIDA hay otra cosa.";
        Err(self.buzon.mal("R21", frase, self.fichero, &visto))
    }

    /// SALIDA tiene que seguir siendo lo que era.
    fn sin_tocar(&self, frase: &str) -> Paso {
        match self.carpeta.leer(SALIDA) {
            Some(visto) if visto == ANTES => self.sin_restos_si_ha_acabado(),
            Some(visto) => Err(self.buzon.mal("R49", format!("{frase}."), ANTES, &visto)),
            None => self.mesa().mal("R49", format!("{frase}: ya no existe."), &self.servidor.programa),
        }
    }

    fn sin_restos_si_ha_acabado(&self) -> Paso {
        if self.servidor.programa.estado() == Estado::Vivo { Ok(()) } else { self.sin_restos() }
    }

    fn sin_restos(&self) -> Paso {
        let restos: Vec<String> = self.carpeta.nombres().into_iter().filter(|nombre| nombre != SALIDA).collect();
        if restos.is_empty() {
            return Ok(());
        }
        let frase = format!("Tu programa ha acabado, y al lado de SALIDA queda «{}».", restos.join("», «"));
        self.mesa().mal("R49", frase, &self.servidor.programa)
    }
}

fn en_cuatro(numero: usize) -> [u8; 4] {
    u32::try_from(numero).unwrap_or(u32::MAX).to_be_bytes()
}

/// El FIN adelanta a un trozo: tiene que pedirlo.
fn hueco(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(4321), |emisor| {
        for numero in [0, 1, 3, 4] {
            emisor.trozo(numero)?;
        }
        mesa.nota("falta el trozo 2, y llega el FIN");
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
        let frase = "Falta el trozo 2, ha llegado el FIN, y tu programa ha acabado en lugar de pedirlo.";
        renombrar_si(pedido, &["R17"], "R52", frase)?;
        emisor.sin_tocar("Falta un trozo, y SALIDA ya no es lo que era")?;
        emisor.trozo(2)?;
        emisor.terminar()
    })
}

/// Otro, desde otro puerto, envía el mismo trozo con otros bytes, y un FIN.
fn extrano(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(2500), |emisor| {
        emisor.trozo(0)?;
        let mut otro = emisor.buzon.extrano()?;
        otro.enviar(&[&b"D"[..], &en_cuatro(1), &en_cuatro(3), &[b'x'; TROZO]].concat());
        otro.enviar(&[&b"F"[..], &en_cuatro(3), &[0; 4]].concat());
        let frase = "Un extraño ha enviado un trozo que no es el del fichero, y tu programa le ha hecho caso.";
        let seguir = emisor.trozo(1).and_then(|()| emisor.trozo(2)).and_then(|()| emisor.terminar());
        renombrar(seguir, "R37", frase)?;
        // Para entonces ya habría contestado.
        match otro.recibir(Duration::from_millis(1)) {
            Some((visto, _)) => Err(emisor.buzon.mal("R37", "Tu programa ha contestado al extraño.", b"", &visto)),
            None => Ok(()),
        }
    })
}

/// Datagramas del emisor, o que lo parecen, y que no son como dice el enunciado.
fn basura(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(2500), |emisor| {
        emisor.trozo(0)?;
        let trozo = |numero: usize, total: usize, bytes: usize| {
            [&b"D"[..], &en_cuatro(numero), &en_cuatro(total), &vec![b'x'; bytes]].concat()
        };
        let malos: [(&str, Datagrama); 9] = [
            ("un solo byte", b"D".to_vec()),
            ("un trozo sin acabar su cabecera", b"D\0\0\0\x01\0\0".to_vec()),
            ("un tipo que no existe", b"Z\0\0\0\x01\0\0\0\x03hola".to_vec()),
            ("el trozo 3 de 3, que se cuentan desde 0", trozo(3, 3, 500)),
            ("un trozo de otro total", trozo(1, 4, TROZO)),
            ("un trozo corto que no es el último", trozo(1, 3, 999)),
            ("un trozo demasiado largo", trozo(1, 3, 1001)),
            ("el último trozo, sin nada", trozo(2, 3, 0)),
            ("un FIN a medias", b"F\0\0\0\x03".to_vec()),
        ];
        for (que, malo) in malos {
            mesa.nota(que);
            emisor.buzon.enviar(&malo);
        }
        // Si hubiera contestado a alguno, lo suyo llegaría antes que este acuse.
        let frase = "Han llegado datagramas mal formados, y tu programa no los ha dejado pasar.";
        let seguir = emisor.trozo(1).and_then(|()| emisor.trozo(2)).and_then(|()| emisor.terminar());
        renombrar_si(seguir, &["R07", "R17", "R21", "R22", "R28"], "R13", frase)
    })
}

/// Parar y repetir hasta que esté todo acusado, con todas las averías a la vez.
fn red_mala(mesa: &Mesa<'_>) -> Paso {
    let ida = Cadena::nueva()
        .con(Perder::nueva(Cuando::cada(5)))
        .con(Duplicar::nueva(Cuando::cada(4)))
        .con(Desordenar::nueva(Cuando::cada(3), 3, Duration::from_millis(20)));
    let vuelta = Cadena::nueva()
        .con(Perder::nueva(Cuando::cada(6)))
        .con(Demorar::nueva(Cuando::las([9]), Duration::from_millis(30)));
    let carpeta = Carpeta::nueva()?;
    let salida = carpeta.crear(SALIDA, ANTES)?;
    let servidor = mesa.servidor_con(&[&salida])?;
    // Aquí «ida» es lo que va del emisor al programa.
    let buzon = servidor.buzon()?.por(vuelta, ida);
    let datos = fichero(40 * TROZO - 123);
    let mut emisor = Emisor { servidor: &servidor, buzon, carpeta: &carpeta, fichero: &datos };
    let mut faltan: BTreeSet<usize> = (0..emisor.total()).collect();
    // Cada vuelta pierde como mucho uno de cada tres: en diez, no queda nada.
    for _ in 0..20 {
        if faltan.is_empty() {
            break;
        }
        for numero in faltan.iter().copied().take(VENTANA).collect::<Vec<_>>() {
            let datagrama = emisor.datagrama(numero);
            emisor.buzon.enviar(&datagrama);
        }
        while let Some((visto, de)) = emisor.buzon.recibir(Duration::from_millis(60)) {
            match visto.split_first() {
                Some((b'A', numero)) if numero.len() == 4 => {
                    let acusado = numero.iter().fold(0, |valor, byte| valor << 8 | usize::from(*byte));
                    faltan.remove(&acusado);
                }
                _ => return Err(emisor.buzon.juzgar(b"A", Some((visto, de)), "R07")),
            }
        }
    }
    if let Some(numero) = faltan.first() {
        let acuse = [&b"A"[..], &en_cuatro(*numero)].concat();
        return Err(emisor.buzon.juzgar(&acuse, None, "R39"));
    }
    for _ in 0..6 {
        emisor.enviar_fin();
        let mut respuesta = emisor.buzon.recibir(Duration::from_millis(100));
        // Puede quedar algún acuse que venía con retraso.
        while respuesta.as_ref().is_some_and(|(visto, _)| visto.first() == Some(&b'A')) {
            respuesta = emisor.buzon.recibir(Duration::from_millis(100));
        }
        match respuesta {
            Some((visto, _)) if visto == b"B" => {
                let frase = "Por una red mala, el fichero no es el que se ha enviado.";
                return renombrar_si(emisor.terminado(), &["R21"], "R53", frase);
            }
            Some(otro) => return Err(emisor.buzon.juzgar(b"B", Some(otro), "R39")),
            None => {}
        }
    }
    Err(emisor.buzon.juzgar(b"B", None, "R39"))
}

/// El emisor desaparece a mitad.
fn se_calla(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(4321), |emisor| {
        emisor.trozo(0)?;
        emisor.trozo(1)?;
        mesa.nota("y aquí el emisor desaparece");
        let inicio = Instant::now();
        let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &emisor.servidor.programa);
        let llegado = emisor.buzon.recibir_con(&mut paciencia);
        let tardado = inicio.elapsed();
        if let Some((visto, _)) = llegado {
            return Err(emisor.buzon.mal("R22", "El emisor ha callado, y tu programa le envía algo más.", b"", &visto));
        }
        if emisor.servidor.programa.estado() == Estado::Vivo {
            let frase = format!("El emisor lleva {} ms callado y tu programa sigue esperando.", tardado.as_millis());
            return Err(emisor.buzon.mal("R35", frase, b"", b""));
        }
        emisor.acabar(1, "con un emisor que desaparece a mitad")?;
        if tardado < PRONTO {
            let frase =
                format!("Tu programa se ha rendido a los {} ms, y tenía que esperar 1 segundo.", tardado.as_millis());
            return mesa.mal("R31", frase, &emisor.servidor.programa);
        }
        emisor.sin_tocar("El fichero no ha llegado entero, y SALIDA ya no es lo que era")
    })
}

/// El emisor desaparece a mitad, y otro no para de escribir.
fn charlatan(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(4321), |emisor| {
        emisor.trozo(0)?;
        mesa.nota("el emisor desaparece, y otro no para de escribir");
        let mut otro = emisor.buzon.extrano()?;
        let trozo = emisor.datagrama(1);
        for _ in 0..(PLAZO + MARGEN).as_millis() / 100 {
            otro.enviar(&trozo);
            emisor.buzon.recibir(Duration::from_millis(100));
            if emisor.servidor.programa.estado() != Estado::Vivo {
                return emisor.acabar(1, "con un emisor que desaparece y otro que no calla");
            }
        }
        let frase =
            "Ha pasado más del doble del plazo y tu programa sigue esperando: lo que escribe otro se lo alarga.";
        Err(emisor.buzon.mal("R31", frase, b"", b""))
    })
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_suma_es_la_de_todo_el_mundo() {
        assert_eq!(crc32(b""), 0);
        // El valor de comprobación que dan todas las tablas de CRC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn el_fichero_tiene_bytes_de_todos_los_valores() {
        let vistos: BTreeSet<u8> = fichero(4321).into_iter().collect();
        assert_eq!(vistos.len(), 256);
    }
}
