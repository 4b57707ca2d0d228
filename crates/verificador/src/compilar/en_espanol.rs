//! Una línea en español para los errores de rustc que más se encuentran al empezar: qué quiere decir y por dónde se arregla.
//!
//! No sustituye al mensaje, que dice dónde: va debajo.

/// Los errores, por su código.
const ERRORES: &[(&str, &str)] = &[
    ("E0061", "Llamas a una función con más o menos argumentos de los que pide."),
    (
        "E0106",
        "Devuelves o guardas una referencia sin decir de qué vive. Aquí casi siempre es más fácil devolver el valor, no un préstamo.",
    ),
    (
        "E0277",
        "A ese tipo le falta algo que se le pide. Si es por `?`: la función tiene que devolver `Result`; si es por un `[u8]`: falta el `&`.",
    ),
    ("E0282", "Rust no puede adivinar el tipo: escríbelo (`let lineas: Vec<String> = …`)."),
    (
        "E0308",
        "Aquí se espera un tipo y has puesto otro. Mira los dos que nombra: a menudo falta un `&`, un `.as_bytes()`, un `Ok(…)` o sobra un `;`.",
    ),
    ("E0369", "Esos dos valores no se pueden sumar o comparar así: no son del mismo tipo."),
    ("E0373", "El hilo puede vivir más que la variable que usa: con `move ||` se la lleva él."),
    ("E0381", "Usas una variable que aún no tiene valor."),
    (
        "E0382",
        "Ese valor ya no es tuyo: se lo llevó otra variable, una función o un hilo. Presta una referencia (`&`) o haz otra copia (`clone`, `try_clone`).",
    ),
    ("E0384", "Cambias una variable que no lleva `mut`: `let mut …`."),
    ("E0423", "Eso es un tipo, no un valor ni una función: para hacer uno, `Tipo::new(…)` o sus llaves."),
    ("E0425", "Ese nombre no existe aquí: está mal escrito, se declara más abajo o en otra función."),
    ("E0432", "Ese `use` nombra algo que no está ahí: mira la ruta letra a letra."),
    ("E0433", "Falta el `use` de ese nombre, o está mal escrito. rustc suele proponerlo más abajo."),
    ("E0499", "Prestas lo mismo dos veces para cambiarlo. Acaba con el primer préstamo antes de empezar el segundo."),
    ("E0502", "Está prestado para leerlo y a la vez quieres cambiarlo. Acaba de usar lo prestado antes."),
    ("E0505", "Te llevas algo que todavía está prestado."),
    ("E0507", "No puedes llevarte lo que hay detrás de una referencia: usa `clone`, `take` o préstalo."),
    ("E0596", "Para cambiarlo hace falta `mut`: `let mut stream = …`, o `&mut` al prestarlo."),
    ("E0597", "Lo prestado vive menos que quien lo usa: declara antes lo que tiene que durar."),
    ("E0599", "Ese tipo no tiene ese método. Si es `read` o `write_all`, falta `use std::io::{Read, Write};`."),
    ("E0600", "Ese operador no vale para ese tipo."),
    ("E0614", "Eso no es una referencia: sobra el `*`."),
];

/// Lo que se dice de un error que no tiene código: casi siempre, algo sin cerrar.
const SIN_CODIGO: &str = "rustc no entiende lo que hay escrito: casi siempre falta un `;`, una llave, un paréntesis o unas comillas, ahí o justo antes.";

/// El código del primer error de lo que dice rustc: «E0382».
#[must_use]
pub fn codigo_del_error(dicho: &str) -> Option<&str> {
    let detras = dicho.split_once("error[")?.1;
    detras.split_once(']').map(|(codigo, _)| codigo).filter(|codigo| codigo.len() == 5 && codigo.starts_with('E'))
}

/// Qué quiere decir el primer error de lo que dice rustc, en una línea.
#[must_use]
pub fn en_espanol(dicho: &str) -> Option<&'static str> {
    match codigo_del_error(dicho) {
        Some(codigo) => ERRORES.iter().find(|(suyo, _)| *suyo == codigo).map(|(_, frase)| *frase),
        None => Some(SIN_CODIGO),
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn los_codigos_van_en_orden_y_sin_repetir() {
        assert!(ERRORES.is_sorted_by(|uno, otro| uno.0 < otro.0));
        assert!(ERRORES.len() >= 20);
    }

    #[test]
    fn se_encuentra_el_codigo_aunque_venga_en_color() {
        assert_eq!(codigo_del_error("\u{1b}[1m\u{1b}[91merror[E0382]\u{1b}[0m: borrow of moved value"), Some("E0382"));
        assert!(en_espanol("error[E0599]: no method").is_some_and(|frase| frase.contains("use std::io")));
        assert_eq!(en_espanol("error: expected `;`"), Some(SIN_CODIGO));
        assert_eq!(en_espanol("error[E9999]: nunca visto"), None);
    }
}
