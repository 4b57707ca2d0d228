//! Recorre un guion de juguete de principio a fin, sin terminal y con un teclado de mentira, y mira lo que escribe.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use apoyo::TempDir;
use redes::cable::{Anotacion, Suceso};
use redes::errores::Fallo;
use redes::guia::{Desenlace, Escena, Final, Guion, Paso, Reaccion, Recorrido, SinTeclado, TeToca, Tecla, Teclado};
use redes::progreso::Cuaderno;

const FUENTE: &str = "\
fn saludar(stream: &mut TcpStream) -> io::Result<()> {
    // ANCHOR: saludo
    stream.write_all(b\"hola\")
    // ANCHOR_END: saludo
}
";

/// Lo escrito, que se puede leer cuando el recorrido ya ha acabado.
#[derive(Clone, Default)]
struct Papel(Arc<Mutex<Vec<u8>>>);

impl Write for Papel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Papel {
    fn texto(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Un teclado que pulsa solo. Comprueba que nadie le pide teclas sin haber empezado a escuchar.
struct Guionizado {
    teclas: VecDeque<Tecla>,
    escuchando: bool,
}

impl Guionizado {
    /// `⏎` Intro, `←` atrás, `^` Ctrl-C; lo demás, la propia letra.
    fn nuevo(teclas: &str) -> Box<Self> {
        let tecla = |letra| match letra {
            '⏎' => Tecla::Intro,
            '←' => Tecla::Izquierda,
            '^' => Tecla::ControlC,
            letra => Tecla::Letra(letra),
        };
        Box::new(Self { teclas: teclas.chars().map(tecla).collect(), escuchando: false })
    }
}

impl Teclado for Guionizado {
    fn empezar(&mut self) -> io::Result<()> {
        assert!(!self.escuchando, "ya estaba escuchando");
        self.escuchando = true;
        Ok(())
    }

    fn acabar(&mut self) {
        self.escuchando = false;
    }

    fn tecla(&mut self, plazo: Option<Duration>) -> io::Result<Option<Tecla>> {
        assert!(self.escuchando, "no estaba escuchando");
        match self.teclas.pop_front() {
            Some(tecla) => Ok(Some(tecla)),
            None if plazo.is_some() => {
                std::thread::sleep(Duration::from_millis(1));
                Ok(None)
            }
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn conversacion(escena: &Escena) -> redes::errores::Resultado<Desenlace> {
    let (_, recibido) = escena.conversar(
        |mut stream: TcpStream| {
            let mut recibido = Vec::new();
            stream.read_to_end(&mut recibido)?;
            stream.write_all("adiós".as_bytes())?;
            Ok::<_, io::Error>(recibido)
        },
        |mut stream: TcpStream| {
            stream.write_all(b"hola")?;
            stream.shutdown(Shutdown::Write)?;
            let mut recibido = Vec::new();
            stream.read_to_end(&mut recibido)?;
            Ok::<_, io::Error>(recibido)
        },
    )?;
    let recibido = recibido.map_err(|error| Fallo::de_sistema("no ha contestado", error))?;
    Ok(Desenlace::opcion(1, format!("Ha contestado con {} bytes.", recibido.len())))
}

fn te_toca(puerto: u16) -> TeToca {
    TeToca {
        puerto,
        encargo: Box::new(|direccion| format!("Conéctate a `{}`.", direccion.ip())),
        servidor: Arc::new(|mut stream| {
            let mut recibido = Vec::new();
            stream.read_to_end(&mut recibido)?;
            stream.write_all(&recibido)
        }),
        reaccion: Box::new(|anotaciones: &[Anotacion]| {
            let bytes: usize = anotaciones
                .iter()
                .filter_map(|anotacion| match &anotacion.suceso {
                    Suceso::Envia(muestra) => Some(muestra.total),
                    _ => None,
                })
                .sum();
            match bytes {
                0 => Reaccion::Espera,
                1..=5 => Reaccion::Otra("Poco es eso.".into()),
                _ => Reaccion::Hecho("¡Lo has conseguido!".into()),
            }
        }),
        ensayo: Box::new(|direccion| {
            let mut stream = TcpStream::connect(direccion)?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            stream.write_all(b"eco")?;
            stream.shutdown(Shutdown::Write)?;
            stream.read_to_end(&mut Vec::new()).map(drop)
        }),
        plazo: Duration::from_secs(20),
    }
}

fn juguete() -> Guion {
    Guion {
        nombre: "leccion0",
        titulo: "Un juguete",
        fuentes: vec![("lessons/leccion0/saludo.rs", FUENTE)],
        pasos: vec![
            Paso::nuevo("saludo", "El saludo")
                .parrafo("El cliente llama a `write_all`:")
                .codigo("saludo.rs", "saludo")
                .apuesta("¿Cuántos bytes vuelven?", &["cinco", "seis"])
                .ejecutar(conversacion),
            Paso::nuevo("prueba", "Te toca").te_toca(te_toca(0)),
            Paso::nuevo("fin", "Final").parrafo("Hasta aquí."),
        ],
    }
}

fn recorrer(guion: &Guion, teclas: &str, cuaderno: Option<Cuaderno>) -> (Final, String) {
    recorrer_en(guion, (80, 24), teclas, cuaderno)
}

fn recorrer_en(guion: &Guion, medidas: (usize, usize), teclas: &str, cuaderno: Option<Cuaderno>) -> (Final, String) {
    let papel = Papel::default();
    let recorrido =
        Recorrido::nuevo(guion, Box::new(papel.clone()), Some(medidas), Guionizado::nuevo(teclas), cuaderno);
    let final_ = recorrido.recorrer(None).unwrap();
    (final_, papel.texto())
}

/// El puerto desde el que se llama cambia cada vez.
fn sin_puertos(texto: &str) -> String {
    let sin_puerto = |linea: &str| match linea.split_once("desde 127.0.0.1:") {
        Some((antes, _)) => format!("{antes}desde 127.0.0.1:PUERTO\n"),
        None => format!("{linea}\n"),
    };
    texto.lines().map(sin_puerto).collect()
}

/// El cuaderno de una carpeta propia de la prueba.
fn cuaderno_en(carpeta: &TempDir) -> Option<Cuaderno> {
    Some(Cuaderno::en(carpeta.path().join("progreso.txt")))
}

#[test]
fn sin_terminal_se_recorre_entera_y_sin_pausas() {
    let guion = juguete();
    assert_eq!(guion.defectos(), Vec::<String>::new());
    let papel = Papel::default();
    let principio = Instant::now();
    let final_ =
        Recorrido::nuevo(&guion, Box::new(papel.clone()), None, Box::new(SinTeclado), None).recorrer(None).unwrap();
    assert_eq!(final_, Final::Terminada);
    assert!(principio.elapsed() < Duration::from_secs(20));
    assert_eq!(
        sin_puertos(&papel.texto()),
        r#" Lección 0 · Un juguete                                             paso 1 de 3
 El saludo

 El cliente llama a `write_all`:

   lessons/leccion0/saludo.rs
    3 │ stream.write_all(b"hola")

 ¿Cuántos bytes vuelven?
   1) cinco   2) seis

 Sin terminal no hay apuesta: mira lo que sale.

 cliente                                                               servidor
    │──  4 B  68 6f 6c 61  «hola» ────────────────────────────────────────▶│
    │── FIN  (ya no enviará más) ─────────────────────────────────────────▶│
    │◀─────────────────────────────────  6 B  61 64 69 c3 b3 73  «adiós» ──│
    │◀───────────────────────────────────────── FIN  (ya no enviará más) ──│

 → Ha sido: 2) seis.

 Ha contestado con 6 bytes.

 Lección 0 · Un juguete                                             paso 2 de 3
 Te toca

 ▸ Conéctate a `127.0.0.1`.

 Sin terminal no puedes probarlo tú: lo hace la guía, contra el mismo servidor.

 conexión 1 · desde 127.0.0.1:PUERTO
 cliente                                                               servidor
    │──  3 B  65 63 6f  «eco» ────────────────────────────────────────────▶│
    │── FIN  (ya no enviará más) ─────────────────────────────────────────▶│
    │◀────────────────────────────────────────────  3 B  65 63 6f  «eco» ──│
    │◀───────────────────────────────────────── FIN  (ya no enviará más) ──│

 ✔ ¡Lo has conseguido!

 Lección 0 · Un juguete                                             paso 3 de 3
 Final

 Hasta aquí.
"#
    );
}

#[test]
fn con_alguien_delante_se_apuesta_se_repite_se_vuelve_y_se_apunta() {
    let guion = juguete();
    let carpeta = apoyo::carpeta();
    // Apuesta mal, repite y acierta, sigue al «te toca», lo deja, vuelve, lo deja otra vez, y termina.
    let (final_, texto) = recorrer(&guion, "1r2⏎⏎s←s⏎⏎⏎⏎", cuaderno_en(&carpeta));
    assert_eq!(final_, Final::Terminada);
    assert!(texto.contains(" ✘ Apostaste 1 y ha sido: 2) seis.\r\n"), "{texto}");
    assert!(texto.contains(" ✔ Acertaste: 2) seis.\r\n"), "{texto}");
    assert!(texto.contains("¡Enhorabuena! Has terminado la lección 0, con sus 3 pasos."), "{texto}");
    assert!(texto.contains("`cargo run --bin leccion1`"), "{texto}");
    // La primera vez se apostó mal; la segunda, que es el mismo día, bien: se repasará igual.
    let repasos = cuaderno_en(&carpeta).unwrap().repasos().unwrap();
    assert_eq!((repasos.len(), repasos[0].paso.as_str(), repasos[0].caja), (1, "saludo", 1));
    // Intro no da por hecho lo que hay que hacer, y lo que se deja queda dicho y apuntado.
    assert!(texto.contains("Esto se hace, no se lee") && texto.contains("Queda pendiente."), "{texto}");
    assert!(texto.contains("Te queda por practicar: el paso 2 («Te toca»)."), "{texto}");
    let practicas = cuaderno_en(&carpeta).unwrap().practicas().unwrap();
    assert_eq!((practicas[0].pasos.len(), practicas[0].total), (0, 1));
    let avance = cuaderno_en(&carpeta).unwrap().de("leccion0").unwrap().unwrap();
    assert_eq!((avance.paso.as_str(), avance.numero, avance.total), ("fin", 3, 3));
    assert_eq!(avance.terminada, Some(redes::progreso::hoy()));

    // Al volver a una lección terminada, se repasa desde el principio.
    let (final_, texto) = recorrer(&guion, "q", cuaderno_en(&carpeta));
    assert_eq!(final_, Final::Abandonada);
    assert!(texto.contains("paso 1 de 3") && texto.contains("La repasamos desde el principio."), "{texto}");
}

#[test]
fn se_sale_en_cualquier_espera_y_se_vuelve_al_mismo_paso() {
    let guion = juguete();
    let carpeta = apoyo::carpeta();
    for (teclas, final_) in [
        ("q", Final::Abandonada),   // en la apuesta
        ("^", Final::Interrumpida), // en la apuesta
        ("⏎q", Final::Abandonada),  // al final del paso
        ("⏎^", Final::Interrumpida),
        ("⏎⏎q", Final::Abandonada), // esperando una conexión
    ] {
        assert_eq!(recorrer(&guion, teclas, cuaderno_en(&carpeta)).0, final_, "{teclas}");
        let _ = cuaderno_en(&carpeta).unwrap().apuntar_paso("leccion0", "saludo", 1, 3);
    }
    let (final_, _) = recorrer(&guion, "⏎⏎^", cuaderno_en(&carpeta));
    assert_eq!(final_, Final::Interrumpida);
    let (_, texto) = recorrer(&guion, "q", cuaderno_en(&carpeta));
    assert!(texto.contains("La última vez lo dejaste en el paso 2: «Te toca». Sigo ahí"), "{texto}");
}

#[test]
fn un_paso_que_ya_no_existe_se_busca_por_su_numero() {
    let guion = juguete();
    let carpeta = apoyo::carpeta();
    cuaderno_en(&carpeta).unwrap().apuntar_paso("leccion0", "se-llamaba-asi", 7, 9).unwrap();
    let (_, texto) = recorrer(&guion, "q", cuaderno_en(&carpeta));
    assert!(texto.contains("paso 3 de 3"), "{texto}");
}

#[test]
fn se_salta_a_un_paso_y_la_ayuda_no_estorba() {
    let guion = juguete();
    let (final_, texto) = recorrer(&guion, "?s3⏎q", None);
    assert_eq!(final_, Final::Abandonada);
    assert!(texto.contains("vuelve al paso anterior") && texto.contains("paso 3 de 3"), "{texto}");
    assert!(!texto.contains("paso 2 de 3"), "{texto}");
}

#[test]
fn un_paso_que_no_existe_es_un_fallo_claro() {
    let guion = juguete();
    for paso in [0, 4, 99] {
        let recorrido = Recorrido::nuevo(&guion, Box::new(io::sink()), None, Box::new(SinTeclado), None);
        let fallo = recorrido.recorrer(Some(paso)).unwrap_err();
        assert_eq!(fallo.to_string(), "la lección 0 tiene 3 pasos. Elige uno del 1 al 3.");
    }
}

#[test]
fn lo_que_no_cabe_se_pasa_por_paginas_sin_perder_lineas() {
    let parrafo = (1..=60).map(|n| format!("linea{n}")).collect::<Vec<_>>().join("\n");
    let guion = Guion {
        nombre: "leccion0",
        titulo: "Larga",
        fuentes: Vec::new(),
        pasos: vec![Paso::nuevo("larga", "Larga").parrafo(parrafo)],
    };
    let (final_, texto) = recorrer_en(&guion, (80, 12), "⏎⏎⏎⏎⏎⏎⏎⏎", None);
    assert_eq!(final_, Final::Terminada);
    assert_eq!(texto.matches("Intro para seguir leyendo").count(), 6, "{texto}");
    assert!((1..=60).all(|n| texto.contains(&format!(" linea{n}\r\n"))));
    // Entre pausa y pausa nunca hay más líneas de las que se ven a la vez.
    for pagina in texto.split("Intro") {
        assert!(pagina.matches('\n').count() <= 11, "{pagina}");
    }
}

#[test]
fn un_fallo_o_un_panico_se_cuentan_y_se_puede_seguir() {
    let guion = Guion {
        nombre: "leccion0",
        titulo: "Fallos",
        fuentes: Vec::new(),
        pasos: vec![
            Paso::nuevo("fallo", "Falla").ejecutar(|_| Err(Fallo::nuevo("no hay cable"))),
            Paso::nuevo("panico", "Entra en pánico").ejecutar(|escena| {
                let (_, ()) = escena.conversar(|_| (), |_| panic!("se acabó"))?;
                Ok(Desenlace::relato("no se llega"))
            }),
            Paso::nuevo("fin", "Fin").parrafo("Se llega hasta aquí."),
        ],
    };
    let papel = Papel::default();
    let recorrido = Recorrido::nuevo(&guion, Box::new(papel.clone()), None, Box::new(SinTeclado), None);
    let fallo = recorrido.recorrer(None).unwrap_err();
    assert_eq!(fallo.to_string(), "el paso «Falla» ha fallado: no hay cable.");
    let texto = papel.texto();
    assert!(texto.contains("✘ Esto ha fallado: no hay cable."), "{texto}");
    assert!(texto.contains("ha entrado en pánico: se acabó"), "{texto}");
    assert!(texto.contains("Se llega hasta aquí."), "{texto}");

    let (final_, texto) = recorrer(&guion, "⏎r⏎⏎⏎⏎", None);
    assert_eq!(final_, Final::Terminada);
    assert_eq!(texto.matches("Esto ha fallado: no hay cable. Puedes repetirlo con r, o seguir.").count(), 2, "{texto}");
}

#[test]
fn si_no_se_puede_apuntar_se_dice_una_vez_y_se_sigue() {
    let guion = juguete();
    let carpeta = apoyo::carpeta();
    let imposible = Cuaderno::en(carpeta.path().join("no-existe").join("progreso.txt"));
    let (final_, texto) = recorrer(&guion, "⏎⏎s⏎", Some(imposible));
    assert_eq!(final_, Final::Terminada);
    assert_eq!(texto.matches("No recordaré por dónde vas").count(), 1, "{texto}");
}

#[test]
fn una_orden_dada_a_media_pagina_se_cumple_aunque_despues_venga_una_pregunta() {
    let parrafo = (1..=20).map(|n| format!("linea{n}")).collect::<Vec<_>>().join("\n");
    let guion = Guion {
        nombre: "leccion0",
        titulo: "Larga",
        fuentes: Vec::new(),
        pasos: vec![
            Paso::nuevo("larga", "Larga")
                .parrafo(parrafo)
                .apuesta("¿Qué?", &["esto", "lo otro"])
                .ejecutar(|_| Ok(Desenlace::opcion(0, "No se ejecuta."))),
        ],
    };
    for (teclas, esperado) in [("^", Final::Interrumpida), ("q", Final::Abandonada), ("⏎^", Final::Interrumpida)] {
        let (final_, texto) = recorrer_en(&guion, (80, 14), teclas, None);
        assert_eq!(final_, esperado, "{teclas}");
        assert!(!texto.contains("No se ejecuta"), "{texto}");
    }
}
