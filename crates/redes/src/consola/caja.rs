//! Cajas: código con sus números de línea, reglas y tablas sencillas.

use super::linea::{Estilo, Linea, ancho_de, recortar};

/// Un trozo de código con su rótulo; cada línea lleva su número.
/// Lo que no cabe en `ancho` sigue en la línea de abajo, tras una flecha.
#[must_use]
pub fn codigo(rotulo: &str, lineas: &[(usize, &str)], ancho: usize) -> Vec<Linea> {
    let cifras = lineas.last().map_or(0, |(numero, _)| numero.to_string().len()).max(2);
    let cabe = ancho.saturating_sub(cifras + 3).max(10);
    let mut caja = vec![Linea::vacia().con(Estilo::Tenue, rotulo)];
    for (numero, linea) in lineas {
        // Los comentarios de las lecciones se leen tanto como el código: se distinguen, pero no se apagan.
        let estilo = if linea.trim_start().starts_with("//") { Estilo::Codigo } else { Estilo::Normal };
        let mut margen = format!("{numero:>cifras$} │ ");
        for trozo in trozos(linea, cabe) {
            caja.push(Linea::vacia().con(Estilo::Tenue, margen.clone()).con(estilo, trozo));
            margen = format!("{:>cifras$} │ ", "↪");
        }
    }
    caja
}

/// Corta un texto en trozos de `ancho` columnas. Siempre da al menos uno.
fn trozos(texto: &str, ancho: usize) -> Vec<String> {
    let mut trozos = vec![String::new()];
    for letra in texto.chars() {
        let ultimo = trozos.len() - 1;
        if ancho_de(&trozos[ultimo]) + ancho_de(letra.encode_utf8(&mut [0; 4])) > ancho {
            trozos.push(letra.to_string());
        } else {
            trozos[ultimo].push(letra);
        }
    }
    trozos
}

/// Una raya horizontal de `ancho` columnas, con un rótulo si no está vacío.
#[must_use]
pub fn regla(rotulo: &str, ancho: usize) -> Linea {
    let rotulo = if rotulo.is_empty() { String::new() } else { format!("── {rotulo} ") };
    let falta = ancho.saturating_sub(ancho_de(&rotulo));
    Linea::vacia().con(Estilo::Tenue, rotulo + &"─".repeat(falta))
}

/// Una tabla sencilla: encabezados, una raya y las filas. Si no cabe en `ancho`, se recorta su última columna.
#[must_use]
pub fn tabla(encabezados: &[&str], filas: &[Vec<String>], ancho: usize) -> Vec<Linea> {
    let columnas = encabezados.len();
    let medida = |columna: usize| {
        let celdas = filas.iter().filter_map(|fila| fila.get(columna));
        celdas.map(|celda| ancho_de(celda)).chain([ancho_de(encabezados[columna])]).max().unwrap_or(0)
    };
    let mut anchos: Vec<usize> = (0..columnas).map(medida).collect();
    if let Some((ultima, primeras)) = anchos.split_last_mut() {
        let ocupado: usize = primeras.iter().map(|columna| columna + 2).sum();
        *ultima = (*ultima).min(ancho.saturating_sub(ocupado).max(3));
    }
    let fila = |celdas: &[String], estilo: Estilo| {
        let mut fin = 0;
        anchos.iter().enumerate().fold(Linea::vacia(), |linea, (i, columna)| {
            let linea = linea.hasta(fin);
            fin += columna + 2;
            linea.con(estilo, recortar(celdas.get(i).map_or("", String::as_str), *columna))
        })
    };
    let nombres: Vec<String> = encabezados.iter().map(ToString::to_string).collect();
    let total = anchos.iter().map(|columna| columna + 2).sum::<usize>().saturating_sub(2);
    let mut lineas = vec![fila(&nombres, Estilo::Titulo), regla("", total)];
    lineas.extend(filas.iter().map(|celdas| fila(celdas, Estilo::Normal)));
    lineas
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn texto(lineas: &[Linea]) -> String {
        lineas.iter().map(|linea| linea.texto() + "\n").collect()
    }

    #[test]
    fn el_codigo_lleva_rotulo_y_numeros() {
        let caja =
            codigo("lessons/leccion3/cliente.rs", &[(9, "for palabra in PALABRAS {"), (10, ""), (12, "    // ñ")], 80);
        assert_eq!(texto(&caja), "lessons/leccion3/cliente.rs\n 9 │ for palabra in PALABRAS {\n10 │\n12 │     // ñ\n");
    }

    #[test]
    fn una_linea_larga_sigue_debajo() {
        assert_eq!(texto(&codigo("r", &[(1, "abcdefghijklmno")], 15)), "r\n 1 │ abcdefghij\n ↪ │ klmno\n");
    }

    #[test]
    fn la_tabla_se_alinea_y_no_pasa_del_ancho() {
        let filas = vec![vec!["leccion1".into(), "El primer servidor".into()], vec!["leccion10".into(), "ñ".into()]];
        assert_eq!(
            texto(&tabla(&["orden", "título"], &filas, 80)),
            "orden      título\n─────────────────────────────\nleccion1   El primer servidor\nleccion10  ñ\n"
        );
        assert!(tabla(&["orden", "título"], &filas, 20).iter().all(|linea| linea.ancho() <= 20));
    }
}
