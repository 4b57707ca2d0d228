//! `curso explica`: qué quiere decir cada código de los que da el verificador.

use redes::consola::{self, Estilo, Linea, parrafo_con_estilo};
use redes::errores::Resultado;

use crate::salida::escribir;
use verificador::diagnosticos::{APARTADOS, Bloque, Diagnostico, buscar, diagnosticos};

/// Dice lo que quiere decir un código; sin código, la lista de todos.
pub fn ejecutar(codigo: Option<&'static Diagnostico>) -> Resultado {
    escribir(&en_lineas(codigo))
}

fn en_lineas(codigo: Option<&'static Diagnostico>) -> Vec<Linea> {
    let ancho = consola::ancho().min(100);
    let Some(uno) = codigo else {
        let todos = diagnosticos().iter();
        return todos
            .map(|uno| Linea::vacia().con(Estilo::Codigo, uno.codigo).con(Estilo::Normal, format!("  {}", uno.titulo)))
            .collect();
    };
    let mut lineas = vec![Linea::vacia().con(Estilo::Titulo, format!("{} · {}", uno.codigo, uno.titulo))];
    for titulo in APARTADOS {
        for (indice, bloque) in uno.apartado(titulo).into_iter().enumerate() {
            lineas.push(Linea::vacia());
            if indice == 0 {
                lineas.push(Linea::vacia().con(Estilo::Negrita, titulo));
            }
            match bloque {
                Bloque::Parrafo(texto) => {
                    let partes = parrafo_con_estilo(&texto, ancho.saturating_sub(2));
                    lineas.extend(partes.into_iter().map(|linea| linea.sangrada(2)));
                }
                Bloque::Codigo(codigo) => {
                    lineas.extend(codigo.lines().map(|linea| Linea::vacia().con(Estilo::Codigo, linea).sangrada(4)))
                }
            }
        }
    }
    lineas
}

/// Lee `R01`, `r1` o `1`.
pub fn diagnostico(texto: &str) -> Result<&'static Diagnostico, String> {
    let ultimo = diagnosticos().last().map_or("R01", |uno| uno.codigo);
    buscar(texto).ok_or_else(|| format!("los códigos van de R01 a {ultimo}"))
}
