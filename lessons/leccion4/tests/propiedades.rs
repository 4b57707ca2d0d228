//! Cualquier secuencia de llegadas, respuestas, marchas y silencios acaba en una partida terminada, con los puntos de
//! quien los ha ganado.
//!
//! El juego es una máquina pura, así que no hacen falta ni sockets ni relojes: se le cuenta lo que pasa, y cuándo. Al
//! lado, la prueba lleva sus propias cuentas, de la manera más tonta posible.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use leccion4::juego::maquina::Jugada;
use leccion4::juego::preguntas::pregunta::Pregunta;
use leccion4::juego::{Avisos, Id, Juego, Reglas};
use leccion4::protocolo::mensajes::Aviso;
use leccion4::protocolo::tabla::Tabla;
use proptest::collection::vec;
use proptest::prelude::*;

const REGLAS: Reglas = Reglas {
    jugadores: 3,
    tiempo: Duration::from_secs(20),
    pausa: Duration::from_secs(3),
};
const RONDAS: usize = 4;

fn preguntas() -> Vec<Pregunta> {
    (1..=RONDAS)
        .map(|n| Pregunta {
            texto: format!("¿{n}?"),
            respuestas: vec![format!("Sí {n}")],
        })
        .collect()
}

/// Lo que puede hacer alguien, o nadie.
#[derive(Debug, Clone)]
enum Accion {
    Llega(Id, u8),
    Acierta(Id),
    Falla(Id),
    /// Contesta a otra pregunta.
    Descolocada(Id, usize),
    SeVa(Id),
    Silencio(u64),
}

fn accion() -> impl Strategy<Value = Accion> {
    let id = 1..7_u64;
    prop_oneof![
        4 => (id.clone(), 0..6_u8).prop_map(|(id, nombre)| Accion::Llega(id, nombre)),
        6 => id.clone().prop_map(Accion::Acierta),
        4 => id.clone().prop_map(Accion::Falla),
        1 => (id.clone(), 0..9_usize).prop_map(|(id, numero)| Accion::Descolocada(id, numero)),
        1 => id.prop_map(Accion::SeVa),
        3 => (0..25_000_u64).prop_map(Accion::Silencio),
    ]
}

/// Las cuentas de la prueba, hechas solo con lo que el juego ha dicho.
#[derive(Default)]
struct Cuentas {
    /// La pregunta que cada uno tiene delante sin contestar.
    delante: BTreeMap<Id, usize>,
    puntos: BTreeMap<Id, u32>,
    idos: BTreeSet<Id>,
    preguntas: BTreeMap<Id, Vec<usize>>,
    fin: BTreeMap<Id, Tabla>,
}

impl Cuentas {
    fn apuntar(&mut self, avisos: Avisos) {
        for (id, aviso) in avisos {
            assert!(
                !self.idos.contains(&id),
                "se le habla a quien se ha ido: {aviso:?}"
            );
            assert!(
                !self.fin.contains_key(&id)
                    || matches!(aviso, Aviso::Error { .. }),
                "tras el fin: {aviso:?}"
            );
            match aviso {
                Aviso::Empieza { .. } => {
                    self.puntos.insert(id, 0);
                }
                Aviso::Pregunta { numero, .. } => {
                    self.delante.insert(id, numero);
                    self.preguntas.entry(id).or_default().push(numero);
                }
                Aviso::Anotada { numero, acierto } => {
                    assert_eq!(
                        self.delante.remove(&id),
                        Some(numero),
                        "anotada sin tenerla delante"
                    );
                    *self.puntos.get_mut(&id).expect("juega") +=
                        u32::from(acierto);
                }
                Aviso::Resultado {
                    numero,
                    acertaste,
                    contestaste,
                    tabla,
                    ..
                } => {
                    let sin_contestar =
                        self.delante.remove(&id) == Some(numero);
                    assert_eq!(contestaste, !sin_contestar);
                    assert!(contestaste || !acertaste);
                    assert_eq!(tabla.puntos, self.puntos[&id]);
                }
                Aviso::Fin { tabla, .. } => {
                    drop(self.fin.insert(id, tabla))
                }
                _ => {}
            }
        }
    }
}

fn jugar(acciones: Vec<Accion>) -> (Juego, Cuentas) {
    let mut juego = Juego::nuevo(REGLAS, preguntas());
    let mut cuentas = Cuentas::default();
    let mut ahora = Duration::ZERO;
    for accion in acciones {
        let numero = |cuentas: &Cuentas, id| {
            cuentas.delante.get(&id).copied().unwrap_or(1)
        };
        let responde = |id, pregunta, respuesta| Jugada::Responde {
            id,
            pregunta,
            respuesta,
        };
        let jugada = match accion {
            // Una conexión que se ha ido no vuelve: sería otra, con otro número.
            Accion::Llega(id, _)
            | Accion::Acierta(id)
            | Accion::Falla(id)
            | Accion::Descolocada(id, _)
                if cuentas.idos.contains(&id) =>
            {
                continue;
            }
            Accion::Llega(id, nombre) => Jugada::Llega {
                id,
                equipo: format!("equipo {nombre}"),
            },
            Accion::Acierta(id) => responde(
                id,
                numero(&cuentas, id),
                format!("  SI {} ", numero(&cuentas, id)),
            ),
            Accion::Falla(id) => {
                responde(id, numero(&cuentas, id), "no".to_string())
            }
            Accion::Descolocada(id, numero)
                if cuentas.delante.get(&id) != Some(&numero) =>
            {
                responde(id, numero, format!("Sí {numero}"))
            }
            Accion::Descolocada(..) => continue,
            Accion::SeVa(id) => {
                cuentas.idos.insert(id);
                Jugada::SeVa { id }
            }
            Accion::Silencio(ms) => {
                ahora += Duration::from_millis(ms);
                Jugada::PasaElTiempo
            }
        };
        // Lo descolocado no puede dar un punto nunca.
        let avisos = juego.pasa(ahora, jugada);
        cuentas.apuntar(avisos);
    }
    // Desde aquí, nadie hace nada.
    let mut vueltas = 0;
    while let Some(hora) = juego.proximo() {
        assert!(hora >= ahora, "pide una hora que ya ha pasado");
        ahora = hora;
        let avisos = juego.pasa(ahora, Jugada::PasaElTiempo);
        cuentas.apuntar(avisos);
        vueltas += 1;
        assert!(vueltas <= 2 * RONDAS + 1, "no acaba nunca");
    }
    (juego, cuentas)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn toda_partida_que_empieza_acaba_y_con_sus_puntos(acciones in vec(accion(), 0..120)) {
        let (juego, cuentas) = jugar(acciones);
        let empezada = !cuentas.puntos.is_empty();
        prop_assert_eq!(juego.terminado(), empezada, "o nadie ha llegado a jugar, o ha terminado");
        for (id, puntos) in &cuentas.puntos {
            // Quien se queda ve el final, con sus puntos y todas las preguntas en orden.
            if !cuentas.idos.contains(id) {
                prop_assert_eq!(cuentas.fin[id].puntos, *puntos);
                prop_assert_eq!(&cuentas.preguntas[id], &(1..=RONDAS).collect::<Vec<_>>());
                let mejor = cuentas.puntos.iter().filter(|(otro, _)| cuentas.fin.contains_key(otro)).map(|(_, p)| p).max();
                prop_assert_eq!(cuentas.fin[id].puesto == 1, mejor == Some(puntos));
            }
        }
    }
}

#[test]
fn si_se_van_todos_se_acaba_sin_esperar() {
    let mut juego = Juego::nuevo(REGLAS, preguntas());
    for id in 1..=3 {
        juego.pasa(
            Duration::ZERO,
            Jugada::Llega { id, equipo: format!("e{id}") },
        );
    }
    for id in 1..=3 {
        assert!(!juego.terminado());
        juego.pasa(Duration::ZERO, Jugada::SeVa { id });
    }
    assert!(juego.terminado());
    assert!(juego.clasificacion().ganadores().is_empty());
}

#[test]
fn quien_llega_tarde_juega_la_siguiente() {
    let mut juego = Juego::nuevo(REGLAS, preguntas());
    let llega = |juego: &mut Juego, id| {
        juego.pasa(
            Duration::ZERO,
            Jugada::Llega { id, equipo: format!("e{id}") },
        )
    };
    for id in 1..=3 {
        llega(&mut juego, id);
    }
    assert_eq!(
        llega(&mut juego, 4),
        [(4, Aviso::EnCola { equipo: "e4".into(), delante: 0 })]
    );
    assert_eq!(
        llega(&mut juego, 5),
        [(5, Aviso::EnCola { equipo: "e5".into(), delante: 1 })]
    );
    let respuesta = Jugada::Responde {
        id: 4,
        pregunta: 1,
        respuesta: "Sí 1".into(),
    };
    assert!(matches!(
        &juego.pasa(Duration::ZERO, respuesta)[..],
        [(4, Aviso::Error { .. })]
    ));
    for id in 1..=4 {
        juego.pasa(Duration::ZERO, Jugada::SeVa { id });
    }
    let (_, avisos) = juego.siguiente(Duration::ZERO, preguntas());
    assert_eq!(
        avisos,
        [(
            5,
            Aviso::Bienvenida {
                equipo: "e5".into(),
                hay: 1,
                hacen_falta: 3
            }
        )]
    );
}
