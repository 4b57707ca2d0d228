//! Qué significa cada tecla según lo que se esté esperando. Una máquina pura: estado + tecla → respuesta.

/// Una tecla, sin nada de la terminal que la leyó.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tecla {
    /// Intro.
    Intro,
    /// Flecha a la izquierda.
    Izquierda,
    /// Flecha a la derecha.
    Derecha,
    /// Retroceso.
    Borrar,
    /// Esc.
    Escape,
    /// Ctrl-C.
    ControlC,
    /// Una letra, un número, un espacio.
    Letra(char),
}

/// Qué se está esperando.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Espera {
    /// El paso ha acabado.
    FinDePaso,
    /// Algo se va a ejecutar.
    Ejecutar,
    /// No cabía todo en la pantalla.
    Pagina,
    /// Una apuesta entre tantas opciones.
    Apuesta(usize),
    /// A que alguien se conecte.
    TeToca,
    /// A que alguien guarde su programa.
    Escribe,
}

/// Lo que quiere quien pulsa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Orden {
    Seguir,
    Atras,
    Repetir,
    /// A este paso (0 es el primero).
    SaltarA(usize),
    /// A esta opción (0 es la primera).
    Apostar(usize),
    /// Lo que hay que hacer se queda pendiente.
    Dejar,
    /// Una ayuda.
    Pista,
    /// Abrir el editor.
    Editar,
    Salir,
    /// Ctrl-C.
    Interrumpir,
}

/// Qué hacer después de una tecla.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Respuesta {
    /// No significa nada aquí.
    Nada,
    /// Hágase.
    Orden(Orden),
    /// Enseñar la ayuda y seguir esperando.
    Ayuda,
    /// Cambiar el pie de página y seguir esperando.
    Pie(String),
    /// Volver al pie de página de siempre.
    PieDeSiempre,
}

/// Una espera en marcha.
#[derive(Debug, Clone)]
pub(super) struct Pregunta {
    espera: Espera,
    /// En qué paso estamos (0 es el primero) y cuántos hay.
    paso: usize,
    total: usize,
    /// El número de paso que se está escribiendo.
    numero: Option<String>,
}

impl Pregunta {
    pub fn nueva(espera: Espera, paso: usize, total: usize) -> Self {
        Self { espera, paso, total, numero: None }
    }

    /// El pie de página que recuerda las teclas.
    pub fn pie(&self) -> String {
        match self.espera {
            Espera::FinDePaso if self.paso + 1 == self.total => {
                "Intro termina · ← atrás · r repite · s salta · ? ayuda · q sale".into()
            }
            Espera::FinDePaso => "Intro sigue · ← atrás · r repite · s salta · ? ayuda · q sale".into(),
            Espera::Ejecutar => "Intro lo ejecuta · ← atrás · s salta · ? ayuda · q sale".into(),
            Espera::Pagina => "Intro para seguir leyendo · ← atrás · q sale".into(),
            Espera::Apuesta(opciones) => {
                format!("1-{opciones} apuesta · Intro sin apostar · ← atrás · ? ayuda · q sale")
            }
            Espera::TeToca => "Te toca · s lo deja pendiente · ← atrás · q sale".into(),
            Espera::Escribe => "e editor · p pista · r de nuevo · s lo deja pendiente · q sale".into(),
        }
    }

    /// Responde a una tecla.
    pub fn pulsar(&mut self, tecla: Tecla) -> Respuesta {
        if tecla == Tecla::ControlC {
            return Respuesta::Orden(Orden::Interrumpir);
        }
        if self.numero.is_some() {
            return self.pulsar_en_numero(tecla);
        }
        match tecla {
            // Lo que hay que hacer no se hace pulsando Intro.
            Tecla::Intro | Tecla::Letra(' ') if self.toca_hacer() => {
                Respuesta::Pie("Esto se hace, no se lee: si ahora no puedes, s lo deja pendiente.".into())
            }
            Tecla::Derecha if self.toca_hacer() => Respuesta::Orden(Orden::Dejar),
            Tecla::Letra('e' | 'E') if self.espera == Espera::Escribe => Respuesta::Orden(Orden::Editar),
            Tecla::Letra('p' | 'P') if self.espera == Espera::Escribe => Respuesta::Orden(Orden::Pista),
            Tecla::Intro | Tecla::Derecha | Tecla::Letra(' ') => Respuesta::Orden(Orden::Seguir),
            Tecla::Izquierda | Tecla::Letra('a' | 'A') if self.paso == 0 => {
                Respuesta::Pie("Este es el primer paso: no hay otro antes.".into())
            }
            Tecla::Izquierda | Tecla::Letra('a' | 'A') => Respuesta::Orden(Orden::Atras),
            Tecla::Letra('q' | 'Q') | Tecla::Escape => Respuesta::Orden(Orden::Salir),
            Tecla::Letra('r' | 'R') => Respuesta::Orden(Orden::Repetir),
            Tecla::Letra('?' | 'h' | 'H') => Respuesta::Ayuda,
            Tecla::Letra('s' | 'S') if self.toca_hacer() => Respuesta::Orden(Orden::Dejar),
            Tecla::Letra('s' | 'S') => self.escribir_numero(String::new()),
            Tecla::Letra(cifra) if cifra.is_ascii_digit() => self.cifra(cifra),
            Tecla::Letra(_) | Tecla::Borrar | Tecla::ControlC => Respuesta::Nada,
        }
    }

    /// ¿Se espera a que quien aprende haga algo?
    fn toca_hacer(&self) -> bool {
        matches!(self.espera, Espera::TeToca | Espera::Escribe)
    }

    /// Un número suelto: en una apuesta, la opción; en lo demás, el paso al que ir.
    fn cifra(&mut self, cifra: char) -> Respuesta {
        let Espera::Apuesta(opciones) = self.espera else {
            return self.escribir_numero(cifra.to_string());
        };
        match cifra.to_digit(10).map(|numero| numero as usize) {
            Some(numero) if (1..=opciones).contains(&numero) => Respuesta::Orden(Orden::Apostar(numero - 1)),
            _ => Respuesta::Pie(format!("Elige un número de 1 a {opciones}, o pulsa Intro para no apostar.")),
        }
    }

    fn pulsar_en_numero(&mut self, tecla: Tecla) -> Respuesta {
        let mut numero = self.numero.take().unwrap_or_default();
        match tecla {
            Tecla::Letra(cifra) if cifra.is_ascii_digit() && numero.len() < 3 => numero.push(cifra),
            Tecla::Borrar if numero.is_empty() => return Respuesta::PieDeSiempre,
            Tecla::Borrar => {
                numero.pop();
            }
            Tecla::Intro if !numero.is_empty() => {
                return match numero.parse::<usize>() {
                    Ok(paso) if (1..=self.total).contains(&paso) => Respuesta::Orden(Orden::SaltarA(paso - 1)),
                    _ => Respuesta::Pie(format!("No hay paso {numero}: la lección tiene {}.", self.total)),
                };
            }
            Tecla::Escape | Tecla::Intro | Tecla::Izquierda | Tecla::Letra('q') => return Respuesta::PieDeSiempre,
            Tecla::Letra(_) | Tecla::Derecha | Tecla::ControlC => {}
        }
        self.escribir_numero(numero)
    }

    fn escribir_numero(&mut self, numero: String) -> Respuesta {
        let pie = format!("Ir al paso (1-{}): {numero}█   Intro va · Esc lo deja", self.total);
        self.numero = Some(numero);
        Respuesta::Pie(pie)
    }
}

/// La ayuda, línea a línea: teclas y qué hacen.
pub(super) const AYUDA: [(&str, &str); 8] = [
    ("Intro, espacio, →", "sigue"),
    ("←, a", "vuelve al paso anterior"),
    ("1, 2, 3…", "en una apuesta, elige; en lo demás, escribe el número de un paso y pulsa Intro para ir a él"),
    ("s", "salta a otro paso (en un «te toca» o un «escribe», lo deja pendiente)"),
    ("r", "repite lo último que se ejecutó, con su apuesta"),
    ("?", "enseña esta ayuda"),
    ("q, Esc", "sale; la próxima vez sigues donde estabas"),
    ("Ctrl-C", "sale ya"),
];

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Pulsa unas cuantas teclas y devuelve la última respuesta.
    fn pulsar(espera: Espera, paso: usize, teclas: &[Tecla]) -> Respuesta {
        let mut pregunta = Pregunta::nueva(espera, paso, 12);
        teclas.iter().map(|tecla| pregunta.pulsar(*tecla)).last().unwrap_or(Respuesta::Nada)
    }

    const CASOS: [Espera; 6] =
        [Espera::FinDePaso, Espera::Ejecutar, Espera::Pagina, Espera::Apuesta(3), Espera::TeToca, Espera::Escribe];

    #[test]
    fn en_cualquier_espera_se_sigue_se_vuelve_y_se_sale() {
        for espera in CASOS {
            let hay_que_hacer = matches!(espera, Espera::TeToca | Espera::Escribe);
            let adelante = if hay_que_hacer { Orden::Dejar } else { Orden::Seguir };
            for tecla in [Tecla::Intro, Tecla::Letra(' ')] {
                // Lo que hay que hacer no se da por hecho pulsando Intro.
                let respuesta = pulsar(espera, 4, &[tecla]);
                assert_eq!(respuesta == Respuesta::Orden(Orden::Seguir), !hay_que_hacer, "{espera:?} {tecla:?}");
            }
            for (tecla, orden) in [
                (Tecla::Derecha, adelante),
                (Tecla::Izquierda, Orden::Atras),
                (Tecla::Letra('a'), Orden::Atras),
                (Tecla::Letra('r'), Orden::Repetir),
                (Tecla::Letra('q'), Orden::Salir),
                (Tecla::Escape, Orden::Salir),
                (Tecla::ControlC, Orden::Interrumpir),
            ] {
                assert_eq!(pulsar(espera, 4, &[tecla]), Respuesta::Orden(orden), "{espera:?} {tecla:?}");
            }
            assert_eq!(pulsar(espera, 4, &[Tecla::Letra('?')]), Respuesta::Ayuda);
            assert_eq!(pulsar(espera, 4, &[Tecla::Letra('x')]), Respuesta::Nada);
            assert!(
                matches!(pulsar(espera, 0, &[Tecla::Izquierda]), Respuesta::Pie(_)),
                "antes del primero no hay nada"
            );
        }
    }

    #[test]
    fn un_numero_apuesta_o_salta_segun_lo_que_se_espere() {
        let uno_dos = [Tecla::Letra('1'), Tecla::Letra('2'), Tecla::Intro];
        assert_eq!(pulsar(Espera::FinDePaso, 0, &uno_dos), Respuesta::Orden(Orden::SaltarA(11)));
        assert_eq!(pulsar(Espera::TeToca, 0, &uno_dos), Respuesta::Orden(Orden::SaltarA(11)));
        assert_eq!(pulsar(Espera::Apuesta(3), 0, &uno_dos[1..2]), Respuesta::Orden(Orden::Apostar(1)));
        assert!(matches!(pulsar(Espera::Apuesta(3), 0, &[Tecla::Letra('4')]), Respuesta::Pie(_)));
        assert!(matches!(pulsar(Espera::Apuesta(3), 0, &[Tecla::Letra('0')]), Respuesta::Pie(_)));
    }

    #[test]
    fn s_pregunta_a_que_paso_y_en_un_te_toca_deja_de_esperar() {
        let salto = [Tecla::Letra('s'), Tecla::Letra('7'), Tecla::Intro];
        assert_eq!(pulsar(Espera::Apuesta(3), 0, &salto), Respuesta::Orden(Orden::SaltarA(6)));
        assert_eq!(pulsar(Espera::TeToca, 0, &salto[..1]), Respuesta::Orden(Orden::Dejar));
        assert_eq!(pulsar(Espera::Escribe, 0, &salto[..1]), Respuesta::Orden(Orden::Dejar));
        assert_eq!(pulsar(Espera::Escribe, 0, &[Tecla::Letra('e')]), Respuesta::Orden(Orden::Editar));
        assert_eq!(pulsar(Espera::Escribe, 0, &[Tecla::Letra('p')]), Respuesta::Orden(Orden::Pista));
        assert_eq!(pulsar(Espera::TeToca, 0, &[Tecla::Letra('e')]), Respuesta::Nada);
    }

    #[test]
    fn al_escribir_un_numero_se_corrige_se_deja_y_se_comprueba() {
        let n = Tecla::Letra;
        assert_eq!(
            pulsar(Espera::FinDePaso, 0, &[n('9'), Tecla::Borrar, n('3'), Tecla::Intro]),
            Respuesta::Orden(Orden::SaltarA(2))
        );
        assert_eq!(pulsar(Espera::FinDePaso, 0, &[n('9'), Tecla::Escape]), Respuesta::PieDeSiempre);
        assert_eq!(
            pulsar(Espera::FinDePaso, 0, &[n('9'), Tecla::Escape, Tecla::Escape]),
            Respuesta::Orden(Orden::Salir)
        );
        assert_eq!(
            pulsar(Espera::FinDePaso, 0, &[n('1'), n('3'), Tecla::Intro]),
            Respuesta::Pie("No hay paso 13: la lección tiene 12.".into())
        );
        assert_eq!(pulsar(Espera::FinDePaso, 0, &[n('1'), Tecla::ControlC]), Respuesta::Orden(Orden::Interrumpir));
    }

    #[test]
    fn los_pies_caben_en_una_terminal_estrecha() {
        for espera in CASOS {
            let pie = Pregunta::nueva(espera, 11, 12).pie();
            assert!(pie.chars().count() <= 70, "{pie}");
        }
    }
}
