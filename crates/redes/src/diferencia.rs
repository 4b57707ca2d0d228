//! En qué se distinguen dos programas, línea a línea: la subsecuencia común más larga, con la tabla de siempre.
//!
//! Un reto tiene unas cien líneas, así que la tabla es pequeña y no hace falta traer un crate para esto.

/// Cuántas líneas iguales se enseñan alrededor de las distintas.
const CONTEXTO: usize = 3;

/// De quién es una línea.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cambio {
    /// De los dos.
    Igual,
    /// Solo de lo mío.
    Mia,
    /// Solo de la referencia.
    Suya,
}

/// Unas líneas distintas con las iguales de alrededor.
#[derive(Debug, PartialEq, Eq)]
pub struct Trozo<'a> {
    /// Por qué línea empieza en cada lado (0 es la primera).
    pub mia: usize,
    /// Lo mismo, en la referencia.
    pub suya: usize,
    /// Las distintas y sus vecinas, en orden.
    pub lineas: Vec<(Cambio, &'a str)>,
}

/// Lo distinto, en trozos. Ninguno, si son iguales.
#[must_use]
pub fn trozos<'a>(mia: &[&'a str], suya: &[&'a str]) -> Vec<Trozo<'a>> {
    let todas = alineadas(mia, suya);
    let distinta = |indice: &usize| todas[*indice].0 != Cambio::Igual;
    // Lo que se enseña: cada línea distinta y sus vecinas.
    let mut cerca = vec![false; todas.len()];
    for indice in (0..todas.len()).filter(distinta) {
        let hasta = todas.len().min(indice + CONTEXTO + 1);
        cerca[indice.saturating_sub(CONTEXTO)..hasta].fill(true);
    }
    let mut trozos: Vec<Trozo<'a>> = Vec::new();
    let (mut de_mia, mut de_suya) = (0, 0);
    for (indice, (cambio, texto)) in todas.iter().enumerate() {
        if cerca[indice] {
            if indice == 0 || !cerca[indice - 1] {
                trozos.push(Trozo { mia: de_mia, suya: de_suya, lineas: Vec::new() });
            }
            if let Some(trozo) = trozos.last_mut() {
                trozo.lineas.push((*cambio, texto));
            }
        }
        de_mia += usize::from(*cambio != Cambio::Suya);
        de_suya += usize::from(*cambio != Cambio::Mia);
    }
    trozos
}

/// Las líneas de los dos, emparejadas: las mías que sobran van antes que las suyas que faltan.
#[must_use]
pub fn alineadas<'a>(mia: &[&'a str], suya: &[&'a str]) -> Vec<(Cambio, &'a str)> {
    // `comun[i][j]`: cuántas líneas en común tienen, como mucho, lo que queda desde `i` y lo que queda desde `j`.
    let mut comun = vec![vec![0_usize; suya.len() + 1]; mia.len() + 1];
    for i in (0..mia.len()).rev() {
        for j in (0..suya.len()).rev() {
            comun[i][j] =
                if mia[i] == suya[j] { comun[i + 1][j + 1] + 1 } else { comun[i + 1][j].max(comun[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut todas = Vec::new();
    while i < mia.len() || j < suya.len() {
        if i < mia.len() && j < suya.len() && mia[i] == suya[j] {
            todas.push((Cambio::Igual, mia[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == suya.len() || (i < mia.len() && comun[i + 1][j] >= comun[i][j + 1]) {
            todas.push((Cambio::Mia, mia[i]));
            i += 1;
        } else {
            todas.push((Cambio::Suya, suya[j]));
            j += 1;
        }
    }
    todas
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn iguales_no_tienen_trozos() {
        assert_eq!(trozos(&["a", "b"], &["a", "b"]), []);
        assert_eq!(trozos(&[], &[]), []);
    }

    #[test]
    fn lejos_son_dos_trozos_y_cerca_uno() {
        let largo: Vec<String> = (0..20).map(|numero| numero.to_string()).collect();
        let mia: Vec<&str> = largo.iter().map(String::as_str).collect();
        let mut suya = mia.clone();
        (suya[2], suya[17]) = ("x", "y");
        let dos = trozos(&mia, &suya);
        assert_eq!(dos.len(), 2);
        assert_eq!((dos[1].mia, dos[1].suya, dos[1].lineas[0]), (14, 14, (Cambio::Igual, "14")));
        let mut suya = mia.clone();
        (suya[2], suya[7]) = ("x", "y");
        assert_eq!(trozos(&mia, &suya).len(), 1);
    }

    #[test]
    fn aplicarla_da_la_otra() {
        let casos = [(vec![], vec!["a"]), (vec!["a", "b", "c"], vec!["c", "a", "c", "d"]), (vec!["a", "a"], vec![])];
        for (mia, suya) in casos {
            let todas = alineadas(&mia, &suya);
            let de = |fuera: Cambio| -> Vec<&str> {
                todas.iter().filter(|(cambio, _)| *cambio != fuera).map(|(_, texto)| *texto).collect()
            };
            assert_eq!((de(Cambio::Suya), de(Cambio::Mia)), (mia, suya));
        }
    }
}
