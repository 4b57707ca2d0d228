//! Lo que se tarda: de guardar al veredicto, en un cuelgue, y en comprobarlo todo. Imprime las cifras.
//!
//! Hay que pedirlo, porque depende de lo ocupado que esté el ordenador:
//! `cargo test --test medidas -- --ignored --nocapture --test-threads=1`

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use apoyo::aula::Aula;
use apoyo::terminal::Terminal;

const CURSO: &str = env!("CARGO_BIN_EXE_curso");
/// Cuántas veces se guarda: se mira la mediana, y se dice también la mejor.
const VECES: usize = 9;

fn aula() -> Aula {
    Aula::nueva(env!("CARGO_TARGET_TMPDIR"))
}

/// Guarda `reto` varias veces con su solución, y mide lo que tarda en verse cada cosa.
fn guardar(reto: &str, se_ve: &[&str]) -> Vec<Vec<Duration>> {
    let aula = aula();
    aula.resolver(reto);
    let abrir = || Terminal::abrir(&format!("'{CURSO}' vigilar {reto}"), &aula.entorno(env!("CARGO")));
    let mut terminal = abrir().expect("hace falta `script`");
    terminal.espera("Espero a que guardes").espera(&format!("✔ {reto} · ")).espera("Espero a que guardes");
    let mut tiempos = vec![Vec::new(); se_ve.len()];
    for vez in 0..VECES {
        let inicio = Instant::now();
        aula.escribir(reto, &format!("{}// {vez}\n", aula.solucion(reto)));
        for (texto, tiempos) in se_ve.iter().zip(&mut tiempos) {
            terminal.espera(texto);
            tiempos.push(inicio.elapsed());
        }
        terminal.espera("Espero a que guardes");
    }
    terminal.pulsa("q");
    terminal.acaba_con(0);
    tiempos
}

fn contar(que: &str, tiempos: &[Duration], limite: Duration) {
    let mut tiempos = tiempos.to_vec();
    tiempos.sort();
    let (mediana, mejor) = (tiempos[tiempos.len() / 2], tiempos[0]);
    let juicio = if mediana <= limite { "cumple" } else { "NO cumple" };
    println!(
        "{que:48} mediana {:5.2} s · mejor {:5.2} s · límite {:5.2} s · {juicio}",
        mediana.as_secs_f64(),
        mejor.as_secs_f64(),
        limite.as_secs_f64()
    );
    let _ = std::io::stdout().flush();
}

#[test]
#[ignore = "mide tiempos: hay que pedirlo"]
fn de_guardar_al_veredicto() {
    let limite = Duration::from_millis(350);
    let eco = guardar("servidor_eco", &["✔ servidor_eco · 13 casos"]);
    contar("servidor_eco, de guardar al veredicto", &eco[0], limite);
    let cliente = guardar("cliente_eco", &["✔ cliente_eco · de momento bien", "✔ cliente_eco · 16 casos"]);
    contar("cliente_eco, al veredicto provisional", &cliente[0], limite);
    contar("cliente_eco, al definitivo (un caso es de 2 s)", &cliente[1], Duration::from_secs(3));
}

#[test]
#[ignore = "mide tiempos: hay que pedirlo"]
fn un_cuelgue_de_cada_tipo() {
    apoyo::compilar(&["--package", "variantes"]);
    let variantes = std::path::Path::new(CURSO).with_file_name("variantes").display().to_string();
    for (reto, nombre) in [
        ("servidor_eco", "eco_tarde"),
        ("servidor_saludo", "saludo_espera"),
        ("servidor_eco", "eco_ignora_el_cero"),
        ("servidor_eco", "eco_al_final"),
        ("servidor_eco", "eco_clon_vivo"),
        ("lineas", "lineas_sin_flush"),
        ("cliente_eco", "cliente_sin_despedirse"),
        ("cliente_eco", "cliente_envia_antes"),
        ("cliente_eco", "cliente_no_acaba"),
        ("cliente_eco", "cliente_sin_plazo"),
        ("servidor_web", "web_sin_plazo"),
    ] {
        let inicio = Instant::now();
        let fin = Command::new(CURSO)
            .args(["verificar", reto, "--json", "--programa"])
            .arg(format!("'{variantes}' {nombre}"))
            .output()
            .unwrap();
        let tiempo = inicio.elapsed();
        let informe: serde_json::Value = serde_json::from_slice(&fin.stdout).unwrap();
        let que = format!("{nombre} ({})", informe["retos"][0]["codigo"].as_str().unwrap_or("bien"));
        contar(&que, &[tiempo], Duration::from_secs(3));
    }
}

#[test]
#[ignore = "mide tiempos: hay que pedirlo"]
fn todo_resuelto() {
    let aula = aula().con_dependencias();
    // Las de los retos de la lección 5 se compilan una vez en la vida: antes de contar.
    aula.orden(CURSO, env!("CARGO"), &["verificar", "inventario_cliente"]).output().unwrap();
    for reto in aula.retos() {
        aula.resolver(reto);
    }
    for vez in ["compilando", "ya compilado"] {
        let inicio = Instant::now();
        let fin = aula.orden(CURSO, env!("CARGO"), &["verificar", "todo"]).output().unwrap();
        assert!(fin.status.success(), "{}", String::from_utf8_lossy(&fin.stdout));
        contar(
            &format!("verificar todo: {} retos, {vez}", aula.retos().len()),
            &[inicio.elapsed()],
            Duration::from_secs(20),
        );
    }
}
