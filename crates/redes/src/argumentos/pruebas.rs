//! Lo que se lee de verdad: la ayuda entera y cada clase de error, palabra por palabra.

use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use super::{
    Red, direccion, duracion, entero, interpretar, mostrar_duracion, mostrar_numero, mostrar_porcentaje,
    mostrar_tamano, orden_segun, porcentaje, puerto, puerto_de_la_leccion, tamano,
};

/// Lección de pruebas: de todo un poco
///
/// Con un segundo párrafo que es tan largo que no cabe en una línea de ochenta columnas y hay que partirlo.
#[derive(Parser, Debug)]
#[command(name = "leccion", after_help = "Ejemplos:\n  leccion servidor --host 0.0.0.0")]
struct Argumentos {
    #[command(flatten)]
    red: Red,
    #[command(subcommand)]
    orden: Option<Orden>,
}

#[derive(Subcommand, Debug)]
enum Orden {
    /// Atiende a quien llegue
    Servidor,
    /// Envía un mensaje y espera la respuesta
    Cliente {
        /// Lo que se envía
        mensaje: Option<String>,
        /// Cómo se separan los mensajes
        #[arg(long, value_enum, default_value = "lineas")]
        modo: Modo,
        /// Cuántas veces se intenta antes de darlo todo por perdido y marcharse por donde se ha venido
        #[arg(short, long, value_name = "N", value_parser = entero(1_u32, 100), default_value = "3")]
        intentos: u32,
        /// Cuánto se espera entre un intento y el siguiente
        #[arg(long, value_name = "DURACIÓN", value_parser = duracion, conflicts_with = "sin_pausas")]
        pausa: Option<Duration>,
        /// No espera nada
        #[arg(long)]
        sin_pausas: bool,
        /// Otra opción, con un límite puesto con lo que trae `clap`
        #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=9))]
        paso: Option<u8>,
        /// Dos números
        #[arg(long, num_args = 2, value_names = ["X", "Y"])]
        punto: Vec<u8>,
        /// Con su igual pegado
        #[arg(long, require_equals = true, value_name = "V")]
        pegado: Option<i32>,
    },
    /// Por TCP
    #[command(subcommand)]
    Tcp(Tcp),
}

#[derive(Subcommand, Debug)]
enum Tcp {
    /// Envía un fichero
    Cliente {
        /// El fichero que se envía
        fichero: String,
        /// Cuánto se envía de cada vez
        #[arg(long, value_name = "TAMAÑO", value_parser = tamano, required = true)]
        trozo: u64,
    },
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq)]
enum Modo {
    Crudo,
    Lineas,
    Marco,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Vista {
    /// En una ventana
    Ventana,
    /// En la terminal
    Ninguna,
}

/// Dibuja
#[derive(Parser, Debug)]
#[command(name = "dibuja", mut_arg("puerto", puerto_de_la_leccion(12345)))]
struct Dibuja {
    #[command(flatten)]
    red: Red,
    /// Dónde se dibuja
    #[arg(long, value_enum)]
    vista: Option<Vista>,
}

fn prueba(linea: &str) -> Result<Argumentos, (u8, String)> {
    interpretar(std::iter::once("leccion").chain(linea.split_whitespace()))
        .map_err(|aviso| (aviso.codigo(), aviso.texto().to_string()))
}

/// El error de esa línea de órdenes, sin la parte final que dice qué probar.
#[track_caller]
fn error(linea: &str) -> String {
    let (codigo, texto) = prueba(linea).expect_err("tiene que fallar");
    assert_eq!(codigo, 2, "{texto}");
    let (frase, resto) = texto.split_once("\n\n").expect("dice qué probar");
    assert!(resto.contains("Prueba: ") && resto.ends_with("--help\n"), "{texto}");
    frase.to_string()
}

#[test]
fn la_ayuda_general() {
    let (codigo, texto) = prueba("--help").unwrap_err();
    assert_eq!(codigo, 0);
    assert_eq!(
        texto,
        "\
Lección de pruebas: de todo un poco

Con un segundo párrafo que es tan largo que no cabe en una línea de ochenta
columnas y hay que partirlo.

Uso: leccion [OPCIONES] [ORDEN]

Órdenes:
  servidor  Atiende a quien llegue
  cliente   Envía un mensaje y espera la respuesta
  tcp       Por TCP

Opciones:
      --host <DIRECCIÓN>  Dirección en la que se escucha o a la que se llama
                          [por defecto: 127.0.0.1]
      --puerto <PUERTO>   Puerto (0 = cualquiera que esté libre)
  -h, --help              Muestra esta ayuda
  -V, --version           Muestra la versión

Ejemplos:
  leccion servidor --host 0.0.0.0
"
    );
    assert_eq!(prueba("-h").unwrap_err(), (0, texto));
}

#[test]
fn la_ayuda_de_una_orden() {
    let (_, texto) = prueba("cliente -h").unwrap_err();
    assert_eq!(
        texto,
        "\
Envía un mensaje y espera la respuesta

Uso: leccion cliente [OPCIONES] [MENSAJE]

Argumentos:
  [MENSAJE]  Lo que se envía

Opciones:
      --modo <MODO>       Cómo se separan los mensajes [por defecto: lineas]
                          [valores: crudo, lineas, marco]
  -i, --intentos <N>      Cuántas veces se intenta antes de darlo todo por
                          perdido y marcharse por donde se ha venido
                          [por defecto: 3]
      --pausa <DURACIÓN>  Cuánto se espera entre un intento y el siguiente
      --sin-pausas        No espera nada
      --paso <K>          Otra opción, con un límite puesto con lo que trae
                          `clap`
      --punto <X> <Y>     Dos números
      --pegado=<V>        Con su igual pegado
      --host <DIRECCIÓN>  Dirección en la que se escucha o a la que se llama
                          [por defecto: 127.0.0.1]
      --puerto <PUERTO>   Puerto (0 = cualquiera que esté libre)
  -h, --help              Muestra esta ayuda
"
    );
    let (_, texto) = prueba("tcp cliente --help").unwrap_err();
    assert!(texto.contains("Uso: leccion tcp cliente [OPCIONES] --trozo <TAMAÑO> <FICHERO>\n"), "{texto}");
    assert!(texto.contains("  <FICHERO>  El fichero que se envía\n"), "{texto}");
    let (_, texto) = prueba("tcp --help").unwrap_err();
    assert!(texto.contains("Uso: leccion tcp [OPCIONES] <ORDEN>\n"), "{texto}");
}

#[test]
fn los_valores_con_explicacion_se_explican() {
    let texto = interpretar::<Dibuja>(["dibuja", "-h"]).unwrap_err().texto().to_string();
    assert!(
        texto.contains(
            "      --vista <VISTA>     Dónde se dibuja
                          · ventana  En una ventana
                          · ninguna  En la terminal
"
        ),
        "{texto}"
    );
    assert!(
        texto.contains(
            "      --puerto <PUERTO>   Puerto (0 = cualquiera que esté libre)
                          [por defecto: 12345]
"
        ),
        "{texto}"
    );
    assert_eq!(interpretar::<Dibuja>(["dibuja", "--puerto", "9"]).map(|leidos| leidos.red.puerto(1)), Ok(9));
}

#[test]
fn la_version() {
    assert_eq!(prueba("--version").unwrap_err(), (0, format!("leccion {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn lo_que_esta_bien_se_lee() {
    assert!(prueba("").unwrap().orden.is_none());
    let leidos = prueba("--puerto 0 servidor --host ::1").unwrap();
    assert_eq!((leidos.red.host.as_str(), leidos.red.puerto(8081)), ("::1", 0));
    assert_eq!(prueba("servidor").unwrap().red.puerto(8081), 8081);
    let Some(Orden::Cliente { modo, pausa, mensaje, .. }) =
        prueba("cliente --modo marco --pausa 5ms hola").unwrap().orden
    else {
        panic!("era un cliente")
    };
    assert_eq!((modo, pausa, mensaje.as_deref()), (Modo::Marco, Some(Duration::from_millis(5)), Some("hola")));
}

#[test]
fn los_errores_se_cuentan() {
    for (linea, esperado) in [
        ("--puert 3", "error: no conozco la opción «--puert». ¿Querías decir «--puerto»?"),
        ("servidor --zzz", "error: no conozco la opción «--zzz»."),
        (
            "cliente -z",
            "error: no conozco la opción «-z». Si es un texto y no una opción, pon «--» delante: leccion cliente -- -z",
        ),
        ("servidor sobra", "error: sobra «sobra»: «leccion servidor» no admite más argumentos."),
        ("servidro", "error: no conozco la orden «servidro». ¿Querías decir «servidor»?"),
        ("xyz", "error: no conozco la orden «xyz»: elige entre «servidor», «cliente» y «tcp»."),
        ("tcp xyz", "error: no conozco la orden «xyz»: solo hay una, «cliente»."),
        ("tcp", "error: falta la orden: solo hay una, «cliente»."),
        ("--puerto 70000", "error: «70000» no vale para «--puerto <PUERTO>»: tiene que ser un número de 0 a 65535."),
        ("--puerto", "error: falta el valor de «--puerto <PUERTO>»."),
        ("--puerto 1 --puerto 2", "error: «--puerto <PUERTO>» está repetido: escríbelo una sola vez."),
        (
            "--host http://localhost",
            "error: «http://localhost» no vale para «--host <DIRECCIÓN>»: escribe solo la dirección, sin «http://».",
        ),
        (
            "cliente --modo linea",
            "error: «linea» no vale para «--modo <MODO>»: elige entre «crudo», «lineas» y «marco». ¿Querías decir «lineas»?",
        ),
        ("cliente --modo", "error: falta el valor de «--modo <MODO>»: elige entre «crudo», «lineas» y «marco»."),
        (
            "cliente --intentos 0",
            "error: «0» no vale para «--intentos <N>»: tiene que ser un número entero de 1 a 100.",
        ),
        (
            "cliente --pausa 5",
            "error: «5» no vale para «--pausa <DURACIÓN>»: se escribe con su unidad: 500us, 5ms, 20s o 2min.",
        ),
        ("cliente --pausa 5s --sin-pausas", "error: «--pausa <DURACIÓN>» no puede ir con «--sin-pausas»: elige uno."),
        ("cliente --sin-pausas=3", "error: «--sin-pausas» no lleva valor, y le has puesto «3»."),
        ("cliente --sin-pausas --sin-pausas", "error: «--sin-pausas» está repetido: escríbelo una sola vez."),
        ("cliente --paso 12", "error: «12» no vale para «--paso <K>»: tiene que ser un número de 1 a 9."),
        ("cliente --paso uno", "error: «uno» no vale para «--paso <K>»: tiene que ser un número entero."),
        ("cliente --punto 1", "error: «--punto <X> <Y>» lleva 2 valores y le has puesto 1."),
        ("cliente --punto 1 dos", "error: «dos» no vale para «--punto <X> <Y>»: tiene que ser un número entero."),
        ("cliente --punto 1 300", "error: «300» no vale para «--punto <X> <Y>»: tiene que ser un número de 0 a 255."),
        ("cliente --pegado 7", "error: a «--pegado» el valor se le pone pegado con un signo igual: --pegado=VALOR."),
        ("tcp cliente", "error: faltan «--trozo <TAMAÑO>» y «<FICHERO>»."),
        ("tcp cliente --trozo 1k", "error: falta «<FICHERO>»: el fichero que se envía."),
        ("tcp cliente --trozo 1k a b", "error: sobra «b»: «leccion tcp cliente» no admite más argumentos."),
        ("tcp --trozo 1k", "error: no conozco la opción «--trozo». Va detrás de su orden: leccion tcp cliente --trozo"),
    ] {
        assert_eq!(error(linea), esperado, "{linea}");
    }
}

#[test]
fn un_error_dice_que_probar_en_su_orden() {
    let texto = |linea| prueba(linea).unwrap_err().1;
    assert!(texto("cliente --intentos 0").ends_with("\n\nPrueba: leccion cliente --help\n"));
    assert!(texto("--puerto 1 tcp cliente a --trozo x").ends_with("\n\nPrueba: leccion tcp cliente --help\n"));
    assert!(texto("cliente hola --paso 0").ends_with("\n\nPrueba: leccion cliente --help\n"));
    assert!(texto("tcp x").ends_with("\n\nUso: leccion tcp [OPCIONES] <ORDEN>\nPrueba: leccion tcp --help\n"));
    assert!(texto("--puerto x").ends_with("\n\nPrueba: leccion --help\n"));
}

#[test]
fn con_cargo_se_ensena_lo_que_hay_que_teclear() {
    assert_eq!(orden_segun(true, "leccion2", "cliente --help"), "cargo run --bin leccion2 -- cliente --help");
    assert_eq!(orden_segun(true, "leccion2", ""), "cargo run --bin leccion2");
    assert_eq!(orden_segun(true, "curso", "lista"), "cargo run -- lista");
    assert_eq!(orden_segun(true, "curso", ""), "cargo run");
    assert_eq!(orden_segun(false, "leccion2", ""), "leccion2");
}

#[cfg(unix)]
#[test]
fn un_argumento_que_no_es_texto() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let roto = OsString::from_vec(vec![b'-', b'-', b'h', b'o', b's', b't', b'=', 0xff]);
    let aviso = interpretar::<Argumentos>([OsString::from("leccion"), roto]).unwrap_err();
    assert!(aviso.texto().starts_with("error: hay un argumento con bytes que no son texto"), "{}", aviso.texto());
}

#[test]
fn puertos_y_direcciones() {
    assert_eq!(puerto("0"), Ok(0));
    assert_eq!(puerto("65535"), Ok(65535));
    for malo in ["65536", "-1", "", "http", "8081 "] {
        assert_eq!(puerto(malo), Err("tiene que ser un número de 0 a 65535".to_string()), "{malo}");
    }
    for bueno in ["127.0.0.1", "::1", "localhost", "fe80::1%eth0", "aula-3.local"] {
        assert_eq!(direccion(bueno).as_deref(), Ok(bueno));
    }
    assert_eq!(direccion("[::1]").as_deref(), Ok("::1"));
    assert_eq!(direccion("localhost:80"), Err("el puerto va aparte: --host localhost --puerto 80".to_string()));
    assert_eq!(direccion("[::1]:80"), Err("el puerto va aparte: --host ::1 --puerto 80".to_string()));
    for malo in ["", "dos palabras", "a/b", "http://x"] {
        assert!(direccion(malo).is_err(), "{malo}");
    }
}

#[test]
fn duraciones() {
    for (texto, nanos) in [
        ("500us", 500_000),
        ("500µs", 500_000),
        ("5ms", 5_000_000),
        ("0ms", 0),
        ("20s", 20_000_000_000),
        ("1,5s", 1_500_000_000),
        ("0.25ms", 250_000),
        ("2min", 120_000_000_000),
        ("18446744073709551615us", 0),
    ] {
        let esperado = if texto.len() > 20 { None } else { Some(Duration::from_nanos(nanos)) };
        assert_eq!(duracion(texto).ok(), esperado, "{texto}");
    }
    for malo in ["", "5", "ms", "-5ms", "5 ms", "5h", "1,s", ",5s", "1.2.3s", "99999999999999999999999999999999s"] {
        assert!(duracion(malo).is_err(), "{malo}");
    }
}

#[test]
fn tamanos_y_porcentajes() {
    for (texto, bytes) in
        [("0", 0), ("1500", 1500), ("64k", 65_536), ("64K", 65_536), ("8M", 8 << 20), ("1G", 1 << 30), ("1,5k", 1536)]
    {
        assert_eq!(tamano(texto), Ok(bytes), "{texto}");
    }
    assert_eq!(tamano("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(tamano("2KiB"), Ok(2048));
    for malo in ["", "k", "-1", "18446744073709551616", "99999999999G", "1,3k", "5x"] {
        assert!(tamano(malo).is_err(), "{malo}");
    }
    assert_eq!(porcentaje("10%"), Ok(0.1));
    assert_eq!(porcentaje("0%"), Ok(0.0));
    assert_eq!(porcentaje("100%"), Ok(1.0));
    assert_eq!(porcentaje("2,5%"), Ok(0.025));
    for malo in ["10", "%", "101%", "100,1%", "-1%", "NaN%", "1e1%"] {
        assert!(porcentaje(malo).is_err(), "{malo}");
    }
}

#[test]
fn lo_que_se_ensena_va_con_coma() {
    let duracion = |nanos| mostrar_duracion(Duration::from_nanos(nanos));
    assert_eq!(duracion(0), "0 s");
    assert_eq!(duracion(400), "0,4 µs");
    assert_eq!(duracion(850_000), "850 µs");
    assert_eq!(duracion(999_960), "1 ms");
    assert_eq!(duracion(12_340_000), "12,3 ms");
    assert_eq!(duracion(999_970_000), "1 s");
    assert_eq!(duracion(3_200_000_000), "3,2 s");
    assert_eq!(duracion(59_960_000_000), "1 min");
    assert_eq!(duracion(125_000_000_000), "2 min 5 s");
    assert_eq!(duracion(3_780_000_000_000), "1 h 3 min");
    assert_eq!(mostrar_tamano(0), "0 B");
    assert_eq!(mostrar_tamano(1023), "1023 B");
    assert_eq!(mostrar_tamano(65_536), "64 KiB");
    assert_eq!(mostrar_tamano(1_572_864), "1,5 MiB");
    assert_eq!(mostrar_tamano((1 << 20) - 1), "1 MiB");
    assert_eq!(mostrar_tamano(u64::MAX), "16 EiB");
    assert_eq!(mostrar_porcentaje(0.1), "10 %");
    assert_eq!(mostrar_porcentaje(0.025), "2,5 %");
    assert_eq!(mostrar_numero(1500), "1500");
    assert_eq!(mostrar_numero(12_345), "12\u{a0}345");
    assert_eq!(mostrar_numero(1_048_576), "1\u{a0}048\u{a0}576");
}
