//! El concurso de verdad: el servidor en su proceso, y jugadores de toda clase al otro lado del cable.

mod comun {
    pub mod jugador;
    pub mod preguntas;
    pub mod servidor;
}

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use comun::jugador::Jugador;
use comun::servidor::{LECCION, servidor};

/// Juega lo que queda de partida acertando, y devuelve su fin.
fn acertar_hasta_el_fin(
    jugador: &mut Jugador,
    rondas: u64,
) -> serde_json::Value {
    while jugador.acertar() < rondas {}
    let fin = jugador.hasta("fin");
    jugador.colgado();
    fin
}

#[test]
fn una_partida_entera_con_ganadora() {
    let (programa, direccion) =
        servidor(&["--rondas", "3", "--clientes", "1"]);
    let mut ana = Jugador::unido(direccion, "Ana");
    let mut beto = Jugador::unido(direccion, "Beto");
    let mut vistas = std::collections::HashSet::new();
    for numero in 1..=3 {
        let pregunta = beto.hasta("pregunta");
        assert_eq!(
            (pregunta["numero"].as_u64(), pregunta["de"].as_u64()),
            (Some(numero), Some(3))
        );
        assert!(
            vistas.insert(pregunta["texto"].to_string()),
            "repetida: {pregunta}"
        );
        beto.responder(numero, "no lo sé");
        assert_eq!(ana.acertar(), numero);
        let resultado = ana.hasta("resultado");
        assert_eq!(resultado["acertaste"], true);
        assert_eq!(
            resultado["tabla"]["puntos"].as_u64(),
            Some(numero)
        );
        let resultado = beto.hasta("resultado");
        assert_eq!(
            (&resultado["contestaste"], &resultado["acertaste"]),
            (&true.into(), &false.into())
        );
    }
    for jugador in [&mut ana, &mut beto] {
        assert_eq!(
            jugador.hasta("fin")["ganadores"],
            serde_json::json!(["Ana"])
        );
        jugador.colgado();
    }
    let fin = programa.esperar();
    assert_eq!(fin.codigo, Some(0));
    assert!(
        fin.salida
            .contains("fin de la partida: gana «Ana», con 3 puntos"),
        "{}",
        fin.salida
    );
}

#[test]
fn un_empate_y_la_partida_siguiente() {
    let (programa, direccion) =
        servidor(&["--rondas", "2", "--clientes", "2"]);
    let mut ana = Jugador::unido(direccion, "Ana");
    let mut beto = Jugador::unido(direccion, "Beto");
    // Llegan con la partida en marcha: juegan la siguiente.
    let mut tarde: Vec<Jugador> = ["Caro", "Dani"]
        .into_iter()
        .zip(0..)
        .map(|(equipo, delante)| {
            let mut jugador = Jugador::conectar(direccion);
            jugador.unirse(equipo);
            assert_eq!(
                jugador.hasta("en_cola")["delante"].as_u64(),
                Some(delante)
            );
            jugador
        })
        .collect();
    tarde[0].responder(1, "1");
    assert!(
        tarde[0].hasta("error")["motivo"]
            .to_string()
            .contains("la partida siguiente")
    );
    ana.acertar();
    beto.acertar();
    ana.acertar();
    beto.acertar();
    assert_eq!(
        ana.hasta("fin")["ganadores"],
        serde_json::json!(["Ana", "Beto"])
    );
    beto.colgado();
    for jugador in &mut tarde {
        jugador.hasta("empieza");
    }
    tarde[1].acertar();
    let mut dani = tarde.pop().expect("son dos");
    // Caro se va a mitad: Dani acaba solo.
    drop(tarde);
    assert_eq!(
        acertar_hasta_el_fin(&mut dani, 2)["ganadores"],
        serde_json::json!(["Dani"])
    );
    let fin = programa.esperar();
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
    assert!(
        fin.salida.contains("empatan «Ana» y «Beto», con 2 puntos"),
        "{}",
        fin.salida
    );
}

#[test]
fn cada_disparate_tiene_su_respuesta_y_no_molesta_a_nadie() {
    let (mut programa, direccion) =
        servidor(&["--rondas", "2", "--jugadores", "2"]);
    let mut loco = Jugador::conectar(direccion);
    let error = |loco: &mut Jugador, esperado: &str| {
        let motivo = loco.hasta("error")["motivo"].to_string();
        assert!(motivo.contains(esperado), "{motivo}");
    };
    loco.responder(1, "1");
    error(&mut loco, "antes de contestar, únete");
    loco.enviar("hola");
    error(&mut loco, "eso no es JSON");
    loco.enviar(r#"{"tipo":"volar"}"#);
    error(&mut loco, "ese mensaje no existe");
    loco.crudo(b"\0\0\0\x02\xff\xfe");
    error(&mut loco, "eso no es JSON");
    loco.unirse(&"x".repeat(300));
    error(&mut loco, "ese nombre tiene 300 letras y caben 24");
    loco.unirse("  ");
    error(&mut loco, "necesita un nombre");
    loco.unirse("\u{1b}[2J");
    error(&mut loco, "no se pueden enseñar");
    loco.unirse("Ana");
    loco.hasta("bienvenida");
    loco.unirse("Otra");
    error(&mut loco, "ya te has unido, como «Ana»");
    loco.responder(1, "1");
    error(&mut loco, "aún no ha empezado");
    let mut repetida = Jugador::conectar(direccion);
    repetida.unirse("  ana ");
    assert!(
        repetida.hasta("error")["motivo"]
            .to_string()
            .contains("ya hay un equipo que se llama «ana»")
    );
    repetida.unirse("Beto");
    let numero = loco.acertar();
    loco.hasta("anotada");
    loco.responder(numero, "otra cosa");
    error(&mut loco, "cuenta la primera respuesta");
    loco.responder(2, "2");
    error(&mut loco, "la pregunta 2 no se ha hecho");
    // Beto se va a mitad de un marco, con la partida en marcha.
    repetida.crudo(b"\0\0\0\x30{\"tipo\":");
    drop(repetida);
    assert_eq!(
        loco.acertar(),
        2,
        "la pregunta 1 se cierra sin esperar a Beto"
    );
    assert_eq!(
        loco.hasta("fin")["ganadores"],
        serde_json::json!(["Ana"])
    );
    loco.colgado();
    // Y el servidor sigue: otra partida, con los mismos nombres.
    let mut ana = Jugador::unido(direccion, "Ana");
    let mut beto = Jugador::unido(direccion, "Beto");
    beto.acertar();
    ana.acertar();
    beto.hasta("resultado");
    assert!(programa.vive());
}

#[test]
fn a_quien_no_se_le_entiende_nada_se_le_cuelga() {
    let (mut programa, direccion) = servidor(&[]);
    // Un marco enorme: ni se reserva ni se espera.
    let mut loco = Jugador::conectar(direccion);
    loco.crudo(b"\xff\xff\xff\xff");
    assert!(
        loco.hasta("error")["motivo"]
            .to_string()
            .contains("4\u{a0}294\u{a0}967\u{a0}295")
    );
    loco.colgado();
    // Un navegador despistado.
    let mut navegador = Jugador::conectar(direccion);
    navegador.crudo(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(
        navegador.hasta("error")["motivo"]
            .to_string()
            .contains("1\u{a0}195\u{a0}725\u{a0}856")
    );
    navegador.colgado();
    // Diez tonterías seguidas.
    let mut pesado = Jugador::conectar(direccion);
    for _ in 0..10 {
        pesado.enviar("hola");
    }
    pesado.colgado();
    assert!(programa.vive());
}

#[test]
fn se_van_todos_y_el_servidor_sigue() {
    let (mut programa, direccion) = servidor(&["--tiempo", "60s"]);
    for vuelta in 0..3 {
        let ana = Jugador::unido(direccion, "Ana");
        drop(ana);
        // El nombre y el sitio quedan libres en cuanto el servidor se entera.
        let limite = Instant::now() + apoyo::PLAZO;
        let mut otra = loop {
            let mut otra = Jugador::conectar(direccion);
            otra.unirse("Ana");
            if otra
                .leer()
                .is_some_and(|mensaje| mensaje["tipo"] == "bienvenida")
            {
                break otra;
            }
            assert!(
                Instant::now() < limite,
                "Ana sigue ocupada en la vuelta {vuelta}"
            );
        };
        let mut beto = Jugador::unido(direccion, "Beto");
        otra.hasta("pregunta");
        beto.hasta("pregunta");
        drop((otra, beto));
        while programa.linea() != "fin de la partida: no queda nadie" {
        }
    }
    assert!(programa.vive());
}

#[test]
fn quien_calla_agota_su_tiempo_y_no_el_de_los_demas() {
    let (_programa, direccion) =
        servidor(&["--rondas", "2", "--tiempo", "300ms"]);
    let mut ana = Jugador::unido(direccion, "Ana");
    let mut mudo = Jugador::unido(direccion, "Mudo");
    // Ana contesta o no según ande de cargada la máquina; lo que se prueba es que la partida acaba.
    ana.acertar();
    ana.hasta("resultado");
    let resultado = mudo.hasta("resultado");
    assert_eq!(
        (&resultado["contestaste"], &resultado["acertaste"]),
        (&false.into(), &false.into())
    );
    assert_eq!(mudo.hasta("fin")["tabla"]["puntos"].as_u64(), Some(0));
}

#[test]
fn quien_no_lee_no_frena_a_nadie() {
    let (programa, direccion) =
        servidor(&["--rondas", "40", "--jugadores", "2"]);
    let mut sordo = Jugador::unido(direccion, "Sordo");
    let mut ana = Jugador::unido(direccion, "Ana");
    // Pregunta cosas sin parar y no lee ni una respuesta, hasta que le cuelgan.
    let basura = std::thread::spawn(move || {
        let orden =
            r#"{"tipo":"responder","pregunta":99,"respuesta":"x"}"#;
        let marco = [&[0, 0, 0, orden.len() as u8], orden.as_bytes()]
            .concat()
            .repeat(100);
        while sordo.stream.write_all(&marco).is_ok() {}
        sordo
    });
    let fin = acertar_hasta_el_fin(&mut ana, 40);
    assert_eq!(fin["ganadores"], serde_json::json!(["Ana"]));
    drop(basura.join().expect("le cuelgan"));
    drop(programa);
}

#[test]
fn el_cliente_juega_por_una_tuberia() {
    let (programa, direccion) =
        servidor(&["--rondas", "3", "--clientes", "1"]);
    let puerto = direccion.port().to_string();
    let mut rival = Jugador::unido(direccion, "Rival");
    let mut hijo = Command::new(LECCION)
        .args(["cliente", "--puerto", &puerto, "--equipo", "Ana"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("el cliente arranca");
    let mut entrada = hijo.stdin.take().expect("stdin es una tubería");
    // Una respuesta por línea, y todas antes de que haya preguntas.
    let preguntas: Vec<String> = (1..=3)
        .map(|numero| {
            let pregunta = rival.hasta("pregunta");
            let respuesta: String = pregunta["texto"]
                .to_string()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            writeln!(entrada, " {respuesta}.").expect("lee");
            rival.responder(numero, "0");
            rival.hasta("resultado");
            respuesta
        })
        .collect();
    drop(entrada);
    let hecho = hijo.wait_with_output().expect("acaba");
    let salida = String::from_utf8(hecho.stdout).expect("es UTF-8");
    assert_eq!(hecho.status.code(), Some(0), "{salida}");
    for respuesta in &preguntas {
        assert!(
            salida.contains(&format!(
                "  ✔ ¡Correcto! Era «{respuesta}»."
            )),
            "{salida}"
        );
    }
    assert!(
        salida.contains(
            "Fin de la partida: gana «Ana», con 3 puntos.\n"
        ),
        "{salida}"
    );
    assert!(
        !salida.contains('\x1b') && !salida.contains('\r'),
        "{salida:?}"
    );
    assert_eq!(programa.esperar().codigo, Some(0));
}

#[test]
fn lo_que_puede_ir_mal_en_el_cliente() {
    let (programa, direccion) = servidor(&[]);
    let puerto = direccion.port().to_string();
    let _ana = Jugador::unido(direccion, "Ana");
    let hecho = apoyo::ejecutar(
        LECCION,
        &["cliente", "--puerto", &puerto, "--equipo", "ana"],
    );
    let esperado = "error: no me han admitido: ya hay un equipo que se llama «ana». Elige otro nombre con --equipo.\n";
    assert_eq!(
        (hecho.codigo, hecho.errores.as_str()),
        (Some(1), esperado)
    );
    let cliente = apoyo::arrancar(
        LECCION,
        &["cliente", "--puerto", &puerto, "--equipo", "Beto"],
    );
    while cliente.linea() != "Pregunta 1 de 5" {}
    drop(programa);
    let hecho = cliente.esperar();
    assert_eq!(hecho.codigo, Some(1), "{}", hecho.salida);
    assert!(hecho.errores.starts_with("error: "), "{}", hecho.errores);
    let hecho = apoyo::ejecutar(
        LECCION,
        &["cliente", "--puerto", &puerto, "--equipo", "Beto"],
    );
    assert_eq!(hecho.codigo, Some(1));
    assert!(
        hecho.errores.contains("Arranca antes el servidor"),
        "{}",
        hecho.errores
    );
}

#[test]
fn un_fichero_de_preguntas_malo() {
    let ruta = std::env::temp_dir()
        .join(format!("leccion4-malo-{}.json", std::process::id()));
    std::fs::write(&ruta, "[\n  { \"pregunta\": \"¿a?\" }\n]\n")
        .expect("se escribe");
    let nombre = ruta.to_str().expect("es UTF-8");
    let hecho = apoyo::ejecutar(
        LECCION,
        &["servidor", "--puerto", "0", "--preguntas", nombre],
    );
    assert_eq!(hecho.codigo, Some(1));
    assert!(
        hecho.errores.contains("línea 2: falta «respuestas»"),
        "{}",
        hecho.errores
    );
    let hecho = apoyo::ejecutar(
        LECCION,
        &[
            "servidor",
            "--puerto",
            "0",
            "--preguntas",
            "no-existe.json",
        ],
    );
    assert!(
        hecho.errores.contains("no-existe.json"),
        "{}",
        hecho.errores
    );
    let hecho = apoyo::ejecutar(
        LECCION,
        &["servidor", "--puerto", "0", "--rondas", "999"],
    );
    assert!(
        hecho.errores.contains("has pedido 999 rondas y solo hay"),
        "{}",
        hecho.errores
    );
    for malo in
        [["--jugadores", "0"], ["--rondas", "0"], ["--tiempo", "0s"]]
    {
        assert_eq!(
            apoyo::ejecutar(
                LECCION,
                &[&["servidor"][..], &malo].concat()
            )
            .codigo,
            Some(2),
            "{malo:?}"
        );
    }
}

#[test]
fn las_preguntas_se_repiten_con_la_semilla() {
    let primera = |semilla: &str| {
        let programa = apoyo::arrancar(
            LECCION,
            &[
                "servidor",
                "--puerto",
                "0",
                "--jugadores",
                "1",
                "--semilla",
                semilla,
            ],
        );
        let mut ana = Jugador::unido(programa.direccion(), "Ana");
        ana.hasta("pregunta")["texto"].to_string()
    };
    assert_eq!(primera("7"), primera("7"));
    assert_ne!(primera("7"), primera("8"));
}

#[test]
fn el_saludo_atiende_a_varios_a_la_vez() {
    use std::io::Read;
    let pausa = Duration::from_millis(300);
    let programa = apoyo::arrancar(
        LECCION,
        &[
            "saludo",
            "--puerto",
            "0",
            "--pausa",
            "300ms",
            "--clientes",
            "7",
        ],
    );
    let direccion = programa.direccion();
    // Uno conecta y calla, otro conecta y se va: no retrasan a nadie.
    let callado = Jugador::conectar(direccion);
    drop(Jugador::conectar(direccion));
    let antes = Instant::now();
    let mut pestanas: Vec<_> =
        (0..5).map(|_| Jugador::conectar(direccion).stream).collect();
    // En orden contrario al de llegada: uno que los atendiera por turno no lo pasaría.
    for pestana in pestanas.iter_mut().rev() {
        pestana.write_all(b"GET / HT").expect("envía");
        pestana
            .write_all(b"TP/1.1\r\nHost: x\r\n\r\n")
            .expect("envía");
    }
    for pestana in pestanas.iter_mut().rev() {
        let mut respuesta = String::new();
        pestana
            .read_to_string(&mut respuesta)
            .expect("contesta y cierra");
        let (cabecera, cuerpo) = respuesta
            .split_once("\r\n\r\n")
            .expect("hay cabecera y cuerpo");
        assert!(cabecera.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"), "{cabecera}");
        assert!(
            cabecera.contains(&format!(
                "Content-Length: {}\r\n",
                cuerpo.len()
            )),
            "{cabecera}"
        );
        assert!(cuerpo.contains("¡Hola, 127.0.0.1:"), "{cuerpo}");
    }
    assert!(
        antes.elapsed() < 5 * pausa,
        "se han esperado unos a otros: {:?}",
        antes.elapsed()
    );
    drop(callado);
    assert_eq!(programa.esperar().codigo, Some(0));
}

#[test]
fn demo_y_guia_acaban_solas() {
    let demo = apoyo::ejecutar(LECCION, &["demo"]);
    assert_eq!((demo.codigo, demo.errores.as_str()), (Some(0), ""));
    let guia = apoyo::ejecutar(LECCION, &["guia", "--sin-pausas"]);
    assert_eq!(guia.codigo, Some(0), "{}", guia.errores);
}
