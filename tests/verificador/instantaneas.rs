//! Lo que lee quien aprende cuando algo va mal, guardado en `tests/instantaneas/RETO/VARIANTE.txt`.
//!
//! Lo que acompaña a un código sea quien sea el que lo produce (su título, su pista y cómo seguir) está una sola vez, en
//! `tests/instantaneas/codigos/R01.txt`, y con cada informe se compara entero.
//!
//! Si cambia una frase, la prueba enseña la diferencia; si el cambio es bueno, se guarda y se lee en la revisión:
//!
//! ```console
//! ACTUALIZAR=1 cargo test --test verificador
//! ```
//!
//! De cada informe se guarda casi todo, para poder leerlo; se quita lo que cambia siempre: tiempos, puertos, números de hilo
//! y de línea, y las cantidades que de verdad se miden ([`MEDIDAS`]). Y se compara lo que no depende de quién llegó antes:
//! las frases, sin sus números ([`firme`]). Lo que cruza, y en qué orden, cambia con lo ocupada que esté la máquina.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::SEMILLA;
use redes::cable::{Anotacion, Lado, Muestra, Suceso};
use redes::consola::Linea;
use redes::lugares::raiz;
use verificador::{Hallazgo, Informe, Veredicto, casos, en_lineas};

/// Frases con una cantidad medida, que no sale igual dos veces: cada `#` es un número que se tapa.
const MEDIDAS: &[&str] = &[
    "ha crecido # MiB",
    "ocupaba # MiB",
    "ha reservado # GiB",
    "han vuelto # bytes",
    "han vuelto # de ",
    "Tras los primeros # bytes faltan #:",
    " # ms",
    "lleva # s callado",
    "dice que escucha en el puerto #, pero",
    "Han pasado # s y tu programa sigue",
];

/// Más que esto no se lee de una vez, y en qué byte falla puede depender de lo ocupada que esté la máquina.
const LARGO: usize = 64 * 1024;

/// Unas pocas variantes acaban, según lo ocupada que esté la máquina, de dos maneras, las dos verdaderas: la menos frecuente se
/// guarda con `ACTUALIZAR=otra`, que no toca la principal, en `VARIANTE.otra.txt`.
const OTRA: &str = ".otra";

/// Donde está lo que es igual en todos los informes de un código.
const CODIGOS: &str = "codigos";

/// ¿Se guardan en vez de compararse?
fn actualizar() -> bool {
    std::env::var_os("ACTUALIZAR").is_some_and(|valor| valor == "1")
}

fn carpeta() -> PathBuf {
    raiz().join("tests/instantaneas")
}

/// El informe tal como se enseña en una terminal de 80 columnas, sin lo que cambia de una vez a otra.
pub fn de_informe(mut informe: Informe) -> String {
    let por_tcp = !habla_udp(&informe.reto);
    for resultado in &mut informe.resultados {
        match &mut resultado.veredicto {
            Veredicto::Bien => {}
            Veredicto::Mal(hallazgo) => fijar(hallazgo, por_tcp),
            Veredicto::NoComprobable(causa) => *causa = sin_medidas(causa),
        }
    }
    let orden = format!("cargo run -- verificar {}", informe.reto);
    let lineas = en_lineas(&informe, &orden, "cargo run -- explica", false, 80);
    sin_bytes_medidos(lineas.iter().map(Linea::texto))
}

/// ¿Es un reto de UDP? Sus datagramas llegan enteros o no llegan: no hay trozos que juntar.
fn habla_udp(reto: &str) -> bool {
    let casos = fs::read_to_string(raiz().join(format!("crates/verificador/src/retos/{reto}.rs"))).unwrap_or_default();
    casos.contains("datagramas")
}

fn fijar(hallazgo: &mut Hallazgo, por_tcp: bool) {
    hallazgo.frase = sin_medidas(&hallazgo.frase);
    let dichos = hallazgo.notas.iter_mut().chain(&mut hallazgo.errores);
    dichos.for_each(|dicho| *dicho = sin_medidas(dicho));
    hallazgo.transcripcion = en_bloques(std::mem::take(&mut hallazgo.transcripcion), por_tcp);
}

/// La transcripción sin tiempos y, por TCP, con lo que el programa envía seguido en un solo bloque: en cuántas lecturas
/// se recoge no lo decide él.
fn en_bloques(anotaciones: Vec<Anotacion>, por_tcp: bool) -> Vec<Anotacion> {
    let llama = |una: &Anotacion| matches!(&una.suceso, Suceso::Nota(nota) if nota == "tu programa conecta");
    let suyo = if anotaciones.iter().any(llama) { Lado::Cliente } else { Lado::Servidor };
    let mut bloques: Vec<Anotacion> = Vec::new();
    for mut anotacion in anotaciones {
        anotacion.instante = Duration::ZERO;
        if let Suceso::Nota(nota) = &mut anotacion.suceso {
            *nota = sin_medidas(nota);
        }
        let ultimo = bloques.last_mut().filter(|ultimo| por_tcp && ultimo.lado == suyo && anotacion.lado == suyo);
        if let (Some(Suceso::Envia(antes)), Suceso::Envia(ahora)) =
            (ultimo.map(|ultimo| &mut ultimo.suceso), &anotacion.suceso)
        {
            antes.bytes.extend_from_slice(&ahora.bytes);
            antes.bytes.truncate(Muestra::MAXIMO);
            antes.total += ahora.total;
            continue;
        }
        bloques.push(anotacion);
    }
    bloques
}

/// Tapa en un texto los puertos, los números de hilo y de línea, y las cantidades de [`MEDIDAS`].
pub fn sin_medidas(texto: &str) -> String {
    let mut texto = texto.replace(&format!("{}/", raiz().display()), "");
    texto = texto.replace(&std::env::temp_dir().display().to_string(), "/tmp");
    texto = tapar(&texto, "redes-verificador-#/#", |_| Some("N"));
    texto = tapar(&texto, "127.0.0.1:#", |numero| (1024..=65535).contains(&numero).then_some("PUERTO"));
    texto = tapar(&texto, "en el puerto #", |numero| (1024..=65535).contains(&numero).then_some("PUERTO"));
    texto = tapar(&texto, " (#) panicked", |_| Some("HILO"));
    texto = tapar(&texto, ".rs:#:#", |_| Some("N"));
    for medida in MEDIDAS {
        texto = tapar(&texto, medida, |_| Some("#"));
    }
    texto
}

/// Pone lo que diga `nuevo` en cada número que esté donde los `#` de `patron`; si dice `None`, lo deja.
fn tapar(texto: &str, patron: &str, nuevo: impl Fn(u64) -> Option<&'static str>) -> String {
    let mut hecho = String::new();
    let mut resto = texto;
    let (principio, _) = patron.split_once('#').unwrap();
    while let Some(donde) = resto.find(principio) {
        hecho += &resto[..donde];
        resto = &resto[donde..];
        let (tapado, leido) = encajar(resto, patron, &nuevo).unwrap_or((principio.to_string(), principio.len()));
        hecho += &tapado;
        resto = &resto[leido..];
    }
    hecho + resto
}

/// Si `texto` empieza como `patron`, cómo queda y cuánto ocupaba.
fn encajar(texto: &str, patron: &str, nuevo: &impl Fn(u64) -> Option<&'static str>) -> Option<(String, usize)> {
    let mut tapado = String::new();
    let mut resto = texto;
    for (indice, trozo) in patron.split('#').enumerate() {
        if indice > 0 {
            let es_de_numero = |letra: char| letra.is_ascii_digit() || letra == '\u{a0}';
            let cifras = resto.find(|letra| !es_de_numero(letra)).unwrap_or(resto.len());
            let numero = resto[..cifras].replace('\u{a0}', "").parse().ok()?;
            tapado += nuevo(numero).unwrap_or(&resto[..cifras]);
            resto = &resto[cifras..];
        }
        resto = resto.strip_prefix(trozo)?;
        tapado += trozo;
    }
    Some((tapado, texto.len() - resto.len()))
}

/// Si lo esperado y lo visto difieren muy adentro, en qué byte lo hacen depende de la carga: se tapan esos bytes.
fn sin_bytes_medidos(lineas: impl Iterator<Item = String>) -> String {
    let mut texto = String::new();
    let mut tapadas = 0;
    for linea in lineas {
        let linea = linea.replace('\u{a0}', " ");
        let coinciden = linea.trim_start().strip_prefix("(los primeros ").and_then(|resto| resto.split_once(" bytes "));
        let flecha = linea.split_once("← ").and_then(|(antes, resto)| Some((antes, resto.split_once(" B ")?)));
        if coinciden.is_some_and(|(cuantos, _)| es_largo(cuantos)) {
            texto += "  (los primeros # bytes coinciden; se enseña desde el #)\n";
            tapadas = 2;
        } else if tapadas > 0 {
            tapadas -= 1;
            writeln!(texto, "{}  {}…", &linea[..10], "## ".repeat(12)).unwrap();
        } else if let Some((antes, (cuantos, resto))) = flecha.filter(|(_, (cuantos, _))| es_largo(cuantos)) {
            let tapado = "#".repeat(cuantos.len());
            writeln!(texto, "{antes}← {tapado} B {resto}").unwrap();
        } else {
            writeln!(texto, "{linea}").unwrap();
        }
    }
    texto
}

fn es_largo(cuantos: &str) -> bool {
    cuantos.replace(' ', "").parse().is_ok_and(|cuantos: usize| cuantos > LARGO)
}

/// Lo que tiene que salir igual cada vez: todo menos la transcripción, los bytes que se comparan y lo que el programa diga por
/// stderr; sin números en las frases y sin cortes de línea, que dependen de ellos.
fn firme(texto: &str) -> String {
    let mut firme = String::new();
    let mut stderr = false;
    for linea in texto.lines() {
        let sin_sangria = linea.trim_start();
        stderr = sin_sangria.starts_with("Tu programa ha dicho por stderr") || (stderr && linea.starts_with("    "));
        let cruza = linea.starts_with("   ") && sin_sangria.starts_with(|letra: char| letra.is_ascii_digit());
        let bytes = ["Lo que ha cruzado", "… ", "(los primeros ", "Esperaba ", "He visto ", "^^ "];
        if stderr || cruza || bytes.iter().any(|principio| sin_sangria.starts_with(principio)) {
            continue;
        }
        // Los códigos se quedan: son lo primero que no puede cambiar.
        let es_codigo =
            |palabra: &str| palabra.len() >= 3 && palabra.starts_with('R') && palabra[1..3].parse::<u8>().is_ok();
        for palabra in linea.split_whitespace() {
            let tapada: String =
                palabra.chars().map(|letra| if letra.is_ascii_digit() { '#' } else { letra }).collect();
            let corta = tapada.replace("##", "#").replace("##", "#").replace("#,#", "#");
            firme += if es_codigo(palabra) { palabra } else { &corta };
            firme.push(' ');
        }
    }
    // «un # de # bytes» y «# ### bytes» son lo mismo: un número con sus millares.
    while firme.contains("# #") {
        firme = firme.replace("# #", "#");
    }
    firme
}

/// El caso en el que ha salido mal, según la primera línea del informe.
fn caso(texto: &str) -> Option<&str> {
    texto.lines().next()?.split_once(" · ")?.1.split_whitespace().next()
}

/// De qué va un informe de algo que está mal, según su primera línea: `✘ RETO · CASO   CÓDIGO`.
fn de_que_va(texto: &str) -> Option<[&str; 3]> {
    let [marca, reto, _, caso, codigo] =
        texto.lines().next()?.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    (marca == "✘").then_some([reto, caso, codigo])
}

/// Parte un informe en lo suyo y lo que es igual en todos los de su código: desde el título del diagnóstico hasta el final,
/// con el reto, el caso y los que quedan por jugar como RETO, CASO y N. Si no son los que tocan, se dejan, y se verá.
fn partir(texto: &str) -> (&str, Option<String>) {
    let Some([reto, caso, codigo]) = de_que_va(texto) else { return (texto, None) };
    let Some(donde) = texto.rfind(&format!("\n  {codigo}: ")) else { return (texto, None) };
    let (suyo, comun) = texto.split_at(donde + 1);
    let repetir = format!("verificar {reto} --caso {caso} --semilla {SEMILLA}\n");
    let comun = comun.replace(&repetir, "verificar RETO --caso CASO --semilla N\n");
    let comun = match comun.strip_suffix(&por_jugar(reto, caso)) {
        Some(sin_cuenta) if !sin_cuenta.contains(" por jugar.") => {
            format!("{sin_cuenta}  Cuando esto vaya bien, quedan N casos por jugar.\n")
        }
        _ => comun,
    };
    (suyo, Some(comun))
}

/// Cómo acaba un informe, según cuántos casos de ese reto van detrás de ese.
fn por_jugar(reto: &str, caso: &str) -> String {
    let casos = casos(reto).unwrap_or_default();
    match casos.iter().rev().position(|uno| uno.nombre == caso) {
        None | Some(0) => String::new(),
        Some(1) => "  Cuando esto vaya bien, queda 1 caso por jugar.\n".to_string(),
        Some(quedan) => format!("  Cuando esto vaya bien, quedan {quedan} casos por jugar.\n"),
    }
}

/// Compara lo que se enseña con lo guardado, o lo guarda: lo suyo, con `tests/instantaneas/NOMBRE.txt`, y lo de su código, con el
/// fichero del código. Devuelve la diferencia, si la hay.
pub fn comparar(nombre: &str, texto: &str) -> Result<(), String> {
    // Los mensajes del sistema cambian de un sistema a otro, y lo que no se puede mirar, no se dice.
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let (suyo, comun) = partir(texto);
    if let (Some(comun), Some([_, _, codigo])) = (comun, de_que_va(texto)) {
        comparar_comun(&format!("{CODIGOS}/{codigo}"), &comun)?;
    }
    comparar_suyo(nombre, suyo)
}

/// Lo de un código no depende de nada: tiene que ser igual, letra por letra.
fn comparar_comun(nombre: &str, texto: &str) -> Result<(), String> {
    // Unos guardan mientras otros comparan: de uno en uno.
    static TURNO: Mutex<()> = Mutex::new(());
    let _turno = TURNO.lock().unwrap_or_else(PoisonError::into_inner);
    let guardado = leer(nombre);
    if guardado == texto {
        return Ok(());
    }
    if actualizar() {
        guardar(nombre, texto);
        return Ok(());
    }
    Err(diferencia(nombre, &guardado, texto))
}

fn comparar_suyo(nombre: &str, texto: &str) -> Result<(), String> {
    let guardado = leer(nombre);
    let otra = leer(&format!("{nombre}{OTRA}"));
    if [&guardado, &otra].iter().any(|guardada| firme(guardada) == firme(texto)) {
        return Ok(());
    }
    if !guardado.is_empty() && caso(&guardado) != caso(texto) {
        // Tiene su código, que ya se ha mirado: con la máquina ocupada, lo ha delatado otro caso.
        eprintln!("{nombre}: esta vez ha salido mal en «{}»", caso(texto).unwrap_or_default());
        return Ok(());
    }
    if actualizar() {
        guardar(nombre, texto);
        return Ok(());
    }
    if otra.is_empty() && std::env::var_os("ACTUALIZAR").is_some_and(|valor| valor == "otra") {
        guardar(&format!("{nombre}{OTRA}"), texto);
        return Ok(());
    }
    Err(diferencia(nombre, &guardado, texto))
}

fn leer(nombre: &str) -> String {
    fs::read_to_string(carpeta().join(format!("{nombre}.txt"))).unwrap_or_default().replace("\r\n", "\n")
}

fn guardar(nombre: &str, texto: &str) {
    let fichero = carpeta().join(format!("{nombre}.txt"));
    fs::create_dir_all(fichero.parent().unwrap()).unwrap();
    fs::write(&fichero, texto).unwrap();
    eprintln!("guardada: tests/instantaneas/{nombre}.txt");
}

/// Las líneas que cambian, con las de antes y las de ahora.
fn diferencia(nombre: &str, guardado: &str, texto: &str) -> String {
    let mut dicho =
        format!("tests/instantaneas/{nombre}.txt ya no es lo que se enseña («-» lo guardado, «+» lo nuevo):\n");
    let (antes, ahora): (Vec<&str>, Vec<&str>) = (guardado.lines().collect(), texto.lines().collect());
    let iguales = antes.iter().zip(&ahora).take_while(|(una, otra)| una == otra).count();
    let al_final = antes[iguales..].iter().rev().zip(ahora[iguales..].iter().rev());
    let al_final = al_final.take_while(|(una, otra)| una == otra).count();
    for linea in &antes[iguales..antes.len() - al_final] {
        writeln!(dicho, "  - {linea}").unwrap();
    }
    for linea in &ahora[iguales..ahora.len() - al_final] {
        writeln!(dicho, "  + {linea}").unwrap();
    }
    dicho + "Si está bien así, guárdalo con: ACTUALIZAR=1 cargo test --test verificador\n"
}

/// Exige que no haya más instantáneas que las de `nombres` y las de `codigos`; si se están guardando, borra las que sobran.
pub fn no_sobra_ninguna(mut nombres: BTreeSet<String>, codigos: &BTreeSet<&str>) {
    nombres.extend(codigos.iter().map(|codigo| format!("{CODIGOS}/{codigo}")));
    let carpetas = fs::read_dir(carpeta()).unwrap().map(|entrada| entrada.unwrap().path());
    for reto in carpetas {
        for fichero in fs::read_dir(&reto).unwrap().map(|entrada| entrada.unwrap().path()) {
            let relativa = fichero.strip_prefix(carpeta()).unwrap().with_extension("");
            let nombre = relativa.to_string_lossy().replace('\\', "/");
            if !nombres.contains(nombre.trim_end_matches(OTRA)) {
                assert!(actualizar(), "sobra tests/instantaneas/{nombre}.txt: nadie lo produce");
                fs::remove_file(&fichero).unwrap();
            }
        }
    }
}

#[test]
fn lo_firme_son_las_frases() {
    let informe = |frase: &str, cruza: &str| {
        format!(
            "✘ eco · uno   R01\n  {frase}\n      0,0 ms  → {cruza}\n  He visto  61  (1 B)\n            ^^ falta\n  R01: x.\n"
        )
    };
    let una = firme(&informe("Faltan 3 de los 5 bytes.", "1 B  61"));
    assert_eq!(una, firme(&informe("Faltan 12 de los 8 388 608 bytes.", "9 B  62")));
    assert_ne!(una, firme(&informe("Sobran 3 de los 5 bytes.", "1 B  61")));
    assert_ne!(una, firme(&informe("Faltan 3 de los 5 bytes.", "1 B  61").replace("R01", "R02")));
    assert_eq!(caso(&informe("x", "y")), Some("uno"));
}

#[test]
fn lo_comun_se_aparta_entero() {
    let informe = |caso: &str, final_: &str| {
        format!(
            "✘ servidor_eco · {caso}      R01\n  R01: no, esta es una frase.\n  R01: una lectura.\n  Pista: lee.\n  \
             repetir solo esto:  cargo run -- verificar servidor_eco --caso {caso} --semilla {SEMILLA}\n{final_}"
        )
    };
    let casos = casos("servidor_eco").unwrap();
    let [penultimo, ultimo] = [casos[casos.len() - 2].nombre, casos[casos.len() - 1].nombre];
    let uno = informe(penultimo, "  Cuando esto vaya bien, queda 1 caso por jugar.\n");
    let (suyo, comun) = partir(&uno);
    assert!(suyo.ends_with("  R01: no, esta es una frase.\n"), "{suyo}");
    let comun = comun.unwrap();
    assert!(comun.starts_with("  R01: una lectura.\n") && comun.contains("--caso CASO --semilla N\n"), "{comun}");
    assert_eq!(partir(&informe(ultimo, "")).1.as_ref(), Some(&comun), "el último no tiene a quien esperar");
    for otro in ["", "  Cuando esto vaya bien, quedan 2 casos por jugar.\n"] {
        assert_ne!(partir(&informe(penultimo, otro)).1.as_ref(), Some(&comun), "la cuenta no es esa: {otro}");
    }
    assert_ne!(partir(&uno.replace("--caso cortes", "--caso nada")).1.as_ref(), Some(&comun), "el caso no es ese");
    assert_eq!(partir("? lineas · no he podido comprobarlo:\n"), ("? lineas · no he podido comprobarlo:\n", None));
}

#[test]
fn solo_se_tapa_lo_que_se_mide() {
    for (texto, tapado) in [
        ("escucha en 127.0.0.1:43210 (y en 127.0.0.1:70000)", "escucha en 127.0.0.1:PUERTO (y en 127.0.0.1:70000)"),
        ("thread 'main' (1234) panicked at a.rs:7:12:", "thread 'main' (HILO) panicked at a.rs:N:N:"),
        ("ha crecido 7 MiB al devolver 8 MiB", "ha crecido # MiB al devolver 8 MiB"),
        ("Tras los primeros 9 bytes llegan ceros", "Tras los primeros 9 bytes llegan ceros"),
        ("Tras los primeros 9 bytes faltan 3: sigue", "Tras los primeros # bytes faltan #: sigue"),
        ("127.0.0.1: nada", "127.0.0.1: nada"),
    ] {
        assert_eq!(sin_medidas(texto), tapado);
    }
}
