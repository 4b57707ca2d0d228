//! Los errores de siempre con hilos y clientes, para verlos ocurrir en la guía. Nada de esto se usa en el concurso.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use redes::hilos::sin_veneno;

// ANCHOR: secuencial
/// Atiende de uno en uno: hasta acabar con este, no mira si hay otro.
pub fn servir_por_turno(
    listener: &TcpListener,
    clientes: usize,
) -> io::Result<()> {
    for _ in 0..clientes {
        let (mut stream, _) = listener.accept()?;
        // El primero aún no ha dicho nada: nos quedamos esperándole.
        let leidos = stream.read(&mut [0; 100])?;
        stream.write_all(
            format!("gracias por tus {leidos} bytes").as_bytes(),
        )?;
    }
    Ok(())
}
// ANCHOR_END: secuencial

// ANCHOR: sumar
/// Suma uno: lee, suma y guarda. Entre medias puede colarse otro hilo.
pub fn sumar_en_tres_pasos(visitas: &AtomicUsize) {
    let antes = visitas.load(Ordering::SeqCst);
    let despues = antes + 1;
    visitas.store(despues, Ordering::SeqCst);
}
// ANCHOR_END: sumar

/// Una señal de salida: falsa hasta que alguien la da.
#[derive(Debug, Default)]
pub struct Salida {
    pub dada: Mutex<bool>,
    pub aviso: Condvar,
}

// ANCHOR: girar
/// Mira una y otra vez, sin dormirse. Devuelve cuántas veces ha mirado.
pub fn esperar_girando(salida: &Salida) -> u64 {
    let mut veces = 1;
    while !*sin_veneno(salida.dada.lock()) {
        veces += 1;
    }
    veces
}
// ANCHOR_END: girar

// ANCHOR: perder
/// Primero mira y después espera. ¿Qué puede pasar en medio?
pub fn mirar_y_despues_esperar(
    salida: &Salida,
    en_medio: impl FnOnce(),
    plazo: Duration,
) -> bool {
    if *sin_veneno(salida.dada.lock()) {
        return true;
    }
    // Aquí no tenemos el cerrojo: el sistema puede dar el turno a otro.
    en_medio();
    let cerrojo = sin_veneno(salida.dada.lock());
    // Sin plazo, esto no volvería nunca.
    let despierta = salida.aviso.wait_timeout(cerrojo, plazo);
    !sin_veneno(despierta).1.timed_out()
}
// ANCHOR_END: perder

// ANCHOR: curar
/// Mira con el cerrojo echado, y `wait` lo suelta y se duerme a la vez.
/// Al despertar, vuelve a mirar: se puede despertar en falso.
pub fn esperar_bien(salida: &Salida, en_medio: impl FnOnce()) -> u64 {
    en_medio();
    let mut veces = 1;
    let mut dada = sin_veneno(salida.dada.lock());
    while !*dada {
        dada = sin_veneno(salida.aviso.wait(dada));
        veces += 1;
    }
    veces
}
// ANCHOR_END: curar

impl Salida {
    pub fn dar(&self) {
        *sin_veneno(self.dada.lock()) = true;
        self.aviso.notify_all();
    }
}
