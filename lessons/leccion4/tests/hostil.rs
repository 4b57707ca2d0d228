//! Lo que le puede pasar a un programa del concurso por fuera del cable: que no le lean, que le den lo que no es un fichero, o
//! que alguien traiga un nombre con trampa.

mod comun {
    pub mod jugador;
    pub mod preguntas;
    pub mod servidor;
}

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use apoyo::{PLAZO, ejecutar};
use comun::jugador::Jugador;
use comun::preguntas::fichero_de_preguntas;
use comun::servidor::{LECCION, servidor};

/// Un programa al que se le ha dejado de leer. Se acaba con la prueba.
struct SinLector(Child);

impl SinLector {
    /// Arranca, lee su primera línea y cierra las dos tuberías: lo que hace `… 2>&1 | head -1`.
    fn arrancar(argumentos: &[&str]) -> (Self, String) {
        let mut hijo = Command::new(LECCION)
            .args(argumentos)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("arranca");
        let salida = hijo.stdout.take().expect("es una tubería");
        let mut primera = String::new();
        BufReader::new(salida).read_line(&mut primera).expect("habla");
        drop(hijo.stderr.take());
        (Self(hijo), primera.trim_end().to_string())
    }

    fn esperar(mut self) -> ExitStatus {
        let limite = Instant::now() + PLAZO;
        loop {
            if let Some(estado) = self.0.try_wait().expect("es hijo") {
                return estado;
            }
            assert!(Instant::now() < limite, "no acaba");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for SinLector {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn direccion(primera: &str) -> SocketAddr {
    primera
        .strip_prefix("escuchando en ")
        .and_then(|resto| resto.parse().ok())
        .unwrap_or_else(|| panic!("{primera:?}"))
}

#[test]
fn la_partida_sigue_aunque_nadie_lea_al_servidor() {
    let preguntas = fichero_de_preguntas(40);
    let preguntas = preguntas.to_str().expect("es UTF-8");
    let (servidor, primera) = SinLector::arrancar(&[
        "servidor",
        "--puerto",
        "0",
        "--pausa",
        "0ms",
        "--rondas",
        "3",
        "--clientes",
        "1",
        "--preguntas",
        preguntas,
    ]);
    let direccion = direccion(&primera);
    // Cada una de estas cosas se cuenta por stdout o por stderr.
    let mut loco = Jugador::conectar(direccion);
    for _ in 0..10 {
        loco.enviar("hola");
    }
    loco.colgado();
    let mut ana = Jugador::unido(direccion, "Ana");
    let mut beto = Jugador::unido(direccion, "Beto");
    while ana.acertar() < 3 {
        beto.acertar();
    }
    beto.acertar();
    let fin = ana.hasta("fin");
    assert_eq!(fin["ganadores"], serde_json::json!(["Ana", "Beto"]));
    drop((ana, beto));
    assert_eq!(servidor.esperar().code(), Some(0));
}

/// Ctrl-S, un texto seleccionado en la consola de Windows, una tubería que nadie vacía: la salida no se cierra, pero no cabe.
#[test]
fn la_partida_sigue_aunque_la_salida_del_servidor_este_atascada() {
    // Lo que se cuenta de cada ronda, más de dos mil bytes; y en una tubería caben 64 KiB.
    let larga = |n: u32| format!("{n}{}", "🦀".repeat(295));
    let lista: Vec<_> = (1..=60)
        .map(|n| serde_json::json!({"pregunta": larga(n), "respuestas": [larga(n)]}))
        .collect();
    let carpeta = apoyo::carpeta();
    let ruta = carpeta.path().join("largas.json");
    std::fs::write(&ruta, serde_json::json!(lista).to_string())
        .expect("se escribe");
    let mut hijo = Command::new(LECCION)
        .args(["servidor", "--puerto", "0", "--pausa", "0ms"])
        .args(["--jugadores", "1", "--rondas", "60"])
        .args(["--clientes", "1", "--preguntas"])
        .arg(&ruta)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("arranca");
    // Se lee la primera línea, y ni un byte más.
    let mut salida = hijo.stdout.take().expect("es una tubería");
    let servidor = SinLector(hijo);
    let (mut primera, mut byte) = (Vec::new(), [0]);
    while byte != *b"\n" {
        std::io::Read::read_exact(&mut salida, &mut byte)
            .expect("habla");
        primera.extend(byte);
    }
    let primera = String::from_utf8(primera).expect("es UTF-8");
    let mut ana = Jugador::unido(direccion(primera.trim_end()), "Ana");
    for numero in 1..=60 {
        ana.hasta("pregunta");
        ana.responder(numero, "no lo sé");
    }
    ana.hasta("fin");
    drop(ana);
    // Y acaba, aunque no haya podido contarlo todo.
    assert_eq!(servidor.esperar().code(), Some(0));
    drop(salida);
}

#[test]
fn el_saludo_sigue_aunque_nadie_lo_lea() {
    use std::io::{Read, Write};
    let (saludo, primera) = SinLector::arrancar(&[
        "saludo",
        "--puerto",
        "0",
        "--clientes",
        "3",
    ]);
    for _ in 0..3 {
        let mut stream = apoyo::conectar(direccion(&primera));
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("envía");
        let mut pagina = String::new();
        stream.read_to_string(&mut pagina).expect("contesta");
        assert!(pagina.starts_with("HTTP/1.1 200 OK\r\n"), "{pagina}");
    }
    assert_eq!(saludo.esperar().code(), Some(0));
}

/// Juega una partida de una ronda con un cliente de verdad, y devuelve el resultado que ve su rival.
fn partida_con(
    cliente: impl FnOnce(&str) -> Child,
) -> (Child, serde_json::Value) {
    let (programa, direccion) =
        servidor(&["--rondas", "1", "--clientes", "1"]);
    let mut rival = Jugador::unido(direccion, "Rival");
    let hijo = cliente(&direccion.port().to_string());
    rival.acertar();
    let fin = rival.hasta("fin");
    drop(rival);
    assert_eq!(programa.esperar().codigo, Some(0));
    (hijo, fin)
}

/// Un cliente que contesta «no sé» y cuya salida va a `salida`.
fn cliente_a(puerto: &str, salida: Stdio) -> Child {
    use std::io::Write;
    let mut hijo = Command::new(LECCION)
        .args(["cliente", "--puerto", puerto, "--equipo", "Ana"])
        .stdin(Stdio::piped())
        .stdout(salida)
        .stderr(Stdio::piped())
        .spawn()
        .expect("arranca");
    let mut entrada = hijo.stdin.take().expect("es una tubería");
    entrada.write_all("no lo sé\n".as_bytes()).expect("lo lee");
    hijo
}

#[test]
fn un_cliente_al_que_no_leen_juega_hasta_el_final_y_lo_dice() {
    let (hijo, fin) = partida_con(|puerto| {
        let mut hijo = cliente_a(puerto, Stdio::piped());
        drop(hijo.stdout.take());
        hijo
    });
    assert_eq!(fin["tabla"]["jugadores"], 2);
    let hecho = hijo.wait_with_output().expect("acaba");
    assert_eq!(
        String::from_utf8_lossy(&hecho.stderr),
        "aviso: nadie ha leído cómo acababa la partida.\n"
    );
    assert_eq!(hecho.status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn un_cliente_que_no_puede_escribir_no_acaba_bien() {
    let (hijo, fin) = partida_con(|puerto| {
        let lleno = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("está");
        cliente_a(puerto, lleno.into())
    });
    assert_eq!(fin["tabla"]["jugadores"], 2);
    let hecho = hijo.wait_with_output().expect("acaba");
    assert_eq!(
        String::from_utf8_lossy(&hecho.stderr),
        "error: no he podido escribir el resultado: no queda espacio en el disco (StorageFull).\n"
    );
    assert_eq!(hecho.status.code(), Some(1));
}

#[test]
fn las_preguntas_salen_de_un_fichero_y_de_nada_mas() {
    let carpeta = apoyo::carpeta();
    let en = |nombre: &str| {
        carpeta.path().join(nombre).to_str().expect("es").to_string()
    };
    let enorme = std::fs::File::create(en("enorme")).expect("se crea");
    enorme.set_len(1 << 26).expect("no ocupa nada");
    std::fs::create_dir(en("carpeta")).expect("se crea");
    let mut casos = vec![
        (
            en("enorme"),
            "pasa de 1\u{a0}048\u{a0}576 bytes, que es lo más que se admite",
        ),
        (
            en("carpeta"),
            "es una carpeta, no un fichero (IsADirectory)",
        ),
    ];
    if cfg!(unix) {
        let hecha = Command::new("mkfifo").arg(en("fifo")).status();
        assert!(hecha.expect("hay mkfifo").success());
        casos.extend([
            (
                en("fifo"),
                "es una tubería, y tiene que ser un fichero corriente",
            ),
            (
                "/dev/zero".to_string(),
                "es un dispositivo, y tiene que ser un fichero corriente",
            ),
        ]);
    }
    for (ruta, motivo) in casos {
        let hecho = ejecutar(
            LECCION,
            &["servidor", "--puerto", "0", "--preguntas", &ruta],
        );
        assert_eq!(
            (hecho.codigo, hecho.salida.as_str()),
            (Some(1), ""),
            "{ruta}"
        );
        assert_eq!(
            hecho.errores,
            format!(
                "error: no he podido leer «{ruta}»: {motivo}. Prueba con otro fichero.\n"
            )
        );
    }
}

/// Un fichero de preguntas con una sola, que manda en la terminal.
fn pregunta_que_manda(carpeta: &std::path::Path) -> String {
    let ruta = carpeta.join("preguntas.json");
    let texto = r#"[{"pregunta": "¿\u001b[2J\u202eQué\u200b?", "respuestas": ["\u001b]0;toma\u0007", "si"]}]"#;
    std::fs::write(&ruta, texto).expect("se escribe");
    ruta.to_str().expect("es UTF-8").to_string()
}

#[test]
fn lo_que_traiga_el_fichero_no_manda_en_ninguna_terminal() {
    let carpeta = apoyo::carpeta();
    let ruta = pregunta_que_manda(carpeta.path());
    for protocolo in ["curso", "python"] {
        let programa = apoyo::arrancar(
            LECCION,
            &[
                "servidor",
                "--puerto",
                "0",
                "--jugadores",
                "1",
                "--rondas",
                "1",
                "--clientes",
                "1",
                "--preguntas",
                &ruta,
                "--protocolo",
                protocolo,
            ],
        );
        let puerto = programa.direccion().port().to_string();
        let cliente = apoyo::ejecutar_con_entrada(
            LECCION,
            &[
                "cliente",
                "--puerto",
                &puerto,
                "--equipo",
                "Ana",
                "--protocolo",
                protocolo,
            ],
            b"si\n",
        );
        assert_eq!(cliente.codigo, Some(0), "{}", cliente.errores);
        let servidor = programa.esperar();
        for dicho in [&cliente.salida, &servidor.salida] {
            assert!(dicho.contains("¿·[2J·Qué·?"), "{dicho:?}");
            assert!(
                !dicho.contains(|letra: char| letra != '\n'
                    && letra.is_control()
                    || matches!(letra, '\u{202e}' | '\u{200b}')),
                "{dicho:?}"
            );
        }
        assert!(servidor.salida.contains("era «·]0;toma·»"));
    }
}

/// El programa de la serie escribe en su terminal lo que le llega: que no le llegue.
#[test]
fn a_un_programa_de_python_la_pregunta_le_llega_limpia() {
    use std::io::{Read, Write};
    let carpeta = apoyo::carpeta();
    let ruta = pregunta_que_manda(carpeta.path());
    let programa = apoyo::arrancar(
        LECCION,
        &[
            "servidor",
            "--puerto",
            "0",
            "--jugadores",
            "1",
            "--tiempo",
            "1s",
            "--rondas",
            "1",
            "--preguntas",
            &ruta,
            "--protocolo",
            "python",
        ],
    );
    let mut stream = apoyo::conectar(programa.direccion());
    // ["JOIN", "Ana"] y ["QUES", ""], como los escribe `pickle.dumps(…, protocol=2)`.
    let pareja = |una: &str, otra: &str| {
        let texto = |texto: &str| {
            [
                b"X",
                &(texto.len() as u32).to_le_bytes()[..],
                texto.as_bytes(),
            ]
            .concat()
        };
        [b"\x80\x02](", &texto(una)[..], &texto(otra), b"e."].concat()
    };
    for (una, otra) in [("JOIN", "Ana"), ("QUES", "")] {
        stream.write_all(&pareja(una, otra)).expect("se envía");
    }
    let mut todo = Vec::new();
    stream.read_to_end(&mut todo).expect("se despide");
    let todo = String::from_utf8_lossy(&todo);
    assert!(todo.contains("¿·[2J·Qué·?"), "{todo:?}");
    assert!(!todo.contains(['\u{1b}', '\u{202e}', '\u{200b}']));
}

#[test]
fn un_nombre_que_se_confunde_con_otro_no_entra() {
    let (programa, direccion) = servidor(&["--jugadores", "9"]);
    let mut ana = Jugador::unido(direccion, "Ana");
    let iris = Jugador::unido(direccion, "Iris");
    let mut otro = Jugador::conectar(direccion);
    for (nombre, motivo) in [
        ("Ana\u{200b}", "no se pueden enseñar"),
        ("\u{202e}anA", "no se pueden enseñar"),
        ("Аna", "dos alfabetos que se confunden"),
        ("Ａna", "ya hay un equipo que se llama"),
        ("lris", "«lris» se confunde con «Iris», que ya está"),
        ("\u{3164}", "no se pueden enseñar"),
    ] {
        otro.unirse(nombre);
        let error = otro.hasta("error");
        assert!(
            error["motivo"].to_string().contains(motivo),
            "{error}"
        );
    }
    otro.unirse("Ира");
    otro.hasta("bienvenida");
    // Quien se va lo deja libre, también para quien se le parece.
    while ana.hasta("sala")["hay"] != 3 {}
    drop(iris);
    while ana.hasta("sala")["hay"] != 2 {}
    let mut lris = Jugador::unido(direccion, "lris");
    lris.unirse("x");
    lris.hasta("error");
    drop(programa);
}

/// Sin descriptores no se acepta a nadie, pero los que están siguen; y cuando vuelve a haber, se atiende a los demás.
#[cfg(target_os = "linux")]
#[test]
fn sin_descriptores_se_espera_a_que_haya() {
    let preguntas = fichero_de_preguntas(40);
    let orden = format!(
        "ulimit -n 24; exec {LECCION} servidor --puerto 0 --jugadores 2 --rondas 2 --pausa 0ms --preguntas {}",
        preguntas.display()
    );
    let programa =
        apoyo::arrancar_orden(Command::new("sh").args(["-c", &orden]));
    let direccion = programa.direccion();
    let mut ana = Jugador::unido(direccion, "Ana");
    let muchos: Vec<Jugador> =
        (0..40).map(|_| Jugador::conectar(direccion)).collect();
    let mut queja = programa.linea_de_error();
    while !queja.starts_with("no he podido coger una llamada: ") {
        queja = programa.linea_de_error();
    }
    assert!(queja.ends_with("; lo sigo intentando"), "{queja}");
    // Ana sigue atendida.
    ana.unirse("Otra");
    ana.hasta("error");
    drop(muchos);
    let mut beto = Jugador::unido(direccion, "Beto");
    ana.acertar();
    beto.acertar();
    assert_eq!(ana.hasta("resultado")["acertaste"], true);
}

/// Diez segundos para toda la petición, aunque ninguna lectura suelta pase de uno.
#[test]
#[ignore = "tarda diez segundos"]
fn a_quien_gotea_el_saludo_no_le_espera_siempre() {
    use std::io::Write;
    let programa =
        apoyo::arrancar(LECCION, &["saludo", "--puerto", "0"]);
    let mut goteo = apoyo::conectar(programa.direccion());
    let antes = Instant::now();
    while goteo.write_all(b"a").is_ok() {
        assert!(
            antes.elapsed() < PLAZO,
            "sigue aguantando al que gotea"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
}
