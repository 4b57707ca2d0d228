//! Lo que se enseña cuando no se llega a jugar: el reto no compila, o aquí no se puede comprobar.

use std::process::Command;

use apoyo::arrancar_orden;

use crate::{instantaneas, verificar};

/// Las instantáneas de este fichero.
pub const NOMBRES: [&str; 4] =
    ["sin-jugar/no-compila", "sin-jugar/sin-enlazador", "sin-jugar/sin-cargo", "sin-jugar/sin-programa"];

#[test]
fn lo_que_no_se_puede_arrancar_se_explica() {
    let informe = verificar("servidor_saludo", &["no-hay-tal-programa".to_string()], None);
    instantaneas::comparar("sin-jugar/sin-programa", &instantaneas::de_informe(informe)).unwrap();
}

#[test]
fn sin_cargo_se_dice_que_instalar() {
    comparar_con_cargo("sin-jugar/sin-cargo", "no-hay-tal-cargo");
}

/// Un cargo de mentira, que dice lo que diría el de verdad: así no hay que estropear el reto de nadie.
#[cfg(unix)]
#[test]
fn lo_que_dice_rustc_se_ensena_y_lo_que_falta_se_explica() {
    use std::os::unix::fs::PermissionsExt;
    let no_compila = "error: expected `;`, found `}`\n --> exercises/lineas.rs:62:1\n\n\
                      error: could not compile `exercises` (bin \"lineas\") due to 1 previous error";
    let sin_enlazador = "error: linker `cc` not found\n\n\
                         error: could not compile `exercises` (bin \"lineas\") due to 1 previous error";
    for (nombre, dicho) in [("sin-jugar/no-compila", no_compila), ("sin-jugar/sin-enlazador", sin_enlazador)] {
        let cargo =
            format!("{}/cargo-{}-{}", env!("CARGO_TARGET_TMPDIR"), nombre.replace('/', "-"), std::process::id());
        std::fs::write(&cargo, format!("#!/bin/sh\ncat >&2 <<'FIN'\n{dicho}\nFIN\nexit 101\n")).unwrap();
        std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
        comparar_con_cargo(nombre, &cargo);
        let _ = std::fs::remove_file(&cargo);
    }
}

fn comparar_con_cargo(nombre: &str, cargo: &str) {
    let mut curso = Command::new(env!("CARGO_BIN_EXE_curso"));
    let fin = arrancar_orden(curso.args(["verificar", "lineas"]).env("CARGO", cargo)).esperar();
    assert_eq!(fin.errores, "");
    instantaneas::comparar(nombre, &fin.salida).unwrap();
}
