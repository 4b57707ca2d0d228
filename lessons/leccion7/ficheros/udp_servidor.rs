//! Recibir ficheros por UDP: un socket, un receptor que decide y un fichero que crece por el final.
//!
//! Pruébalo:   cargo run --bin leccion7 -- udp servidor --salida gatin_out.jpg
//! y en otra terminal:   cargo run --bin leccion7 -- udp cliente gatin.jpg --perder 20%
//!
//! Verás cuántos datagramas han llegado, se han repetido o se han perdido, y si lo recibido suma lo anunciado.

use std::io;
use std::net::UdpSocket;
use std::path::Path;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_numero, mostrar_tamano};
use redes::errores::{Fallo, Resultado, explicar};

use super::anuncio::{Anuncio, Veredicto};
use super::receptor::{Balance, Final, Receptor, Suceso};
use super::recibido::{Destino, Recibido};
use super::ventana::Tramo;
use crate::pixeles::informe::plural;
use crate::pixeles::servidor::pasajero;

/// Lo que se espera un datagrama antes de mirar el reloj.
const LATIDO: Duration = Duration::from_millis(20);

/// Recibe ficheros, de uno en uno, hasta que se interrumpe el programa o se cumple `clientes`.
///
/// # Errors
/// Si falla el socket o, con `clientes`, si alguno no ha llegado entero.
pub fn servir(socket: &UdpSocket, destino: &Destino, clientes: Option<u64>, silencio: Duration) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let inicio = Instant::now();
    let mut receptor = Receptor::nuevo(silencio);
    let mut libro = Libro { destino, abierto: None, terminados: 0, fallidos: 0 };
    let (mut buffer, mut salida, mut salen, mut sucesos) = ([0; 2048], Vec::new(), Vec::new(), Vec::new());
    while !(receptor.cerrado && receptor.despedido(inicio.elapsed())) {
        // ANCHOR: bucle
        let respuesta = match socket.recv_from(&mut buffer) {
            Ok((n, de)) => {
                let (ahora, bytes) = (inicio.elapsed(), &buffer[..n]);
                receptor.llega(ahora, de, bytes, &mut salen, &mut sucesos).map(|respuesta| (de, respuesta))
            }
            Err(e) if pasajero(&e) => None,
            Err(e) => return Err(fallo(e)),
        };
        sucesos.extend(receptor.vence(inicio.elapsed(), &mut salen));
        // ANCHOR_END: bucle
        let respuestas = [respuesta, libro.apuntar(&mut receptor, &mut salen, &mut sucesos)];
        for (a, respuesta) in respuestas.into_iter().flatten() {
            respuesta.codificar(&mut salida);
            let _ = socket.send_to(&salida, a); // si se pierde, el emisor insistirá
        }
        receptor.cerrado = clientes.is_some_and(|clientes| libro.terminados >= clientes);
    }
    match (libro.fallidos, libro.terminados) {
        (0, _) => Ok(()),
        (_, 1) => Err(Fallo::nuevo("el fichero no ha llegado entero")),
        (mal, todos) => Err(Fallo::nuevo(format!("{mal} de {todos} ficheros no han llegado enteros"))),
    }
}

/// Lo que se escribe y lo que se cuenta.
struct Libro<'a> {
    destino: &'a Destino,
    abierto: Option<io::Result<Recibido<'a>>>,
    terminados: u64,
    fallidos: u64,
}

type Respuesta = Option<(std::net::SocketAddr, super::datagrama::Datagrama<'static>)>;

impl Libro<'_> {
    /// Escribe los tramos y cuenta los sucesos. Devuelve el veredicto que haya que enviar.
    fn apuntar(&mut self, receptor: &mut Receptor, salen: &mut Vec<Tramo>, sucesos: &mut Vec<Suceso>) -> Respuesta {
        if let Some(Suceso::Empieza { de, nombre, ficha, sin_acuses }) = sucesos.first() {
            let anuncio = Anuncio { nombre: nombre.clone(), tamano: ficha.tamano, suma: ficha.suma };
            let nombre =
                if nombre.is_empty() { "un fichero".to_string() } else { format!("«{}»", anuncio.nombre_visible()) };
            let como = if *sin_acuses { ", sin acuses" } else { "" };
            let trozos = plural(ficha.trozos().into(), "trozo");
            println!("{de}: envía {nombre}, {} en {trozos}{como}", mostrar_tamano(ficha.tamano));
            self.abierto = Some(self.destino.abrir());
        }
        let escrito = self.escribir(salen);
        if let Err(error) = &escrito {
            eprintln!("no he podido guardarlo: {}", explicar(error));
            // Si este mismo datagrama lo terminaba, ya está en `sucesos`; si no, se acaba aquí.
            sucesos.extend(receptor.abandonar());
        }
        let balance = sucesos.drain(..).find_map(|suceso| match suceso {
            Suceso::Termina(balance) => Some(balance),
            Suceso::Empieza { .. } => None,
        })?;
        let veredicto = self.cerrar(&balance, escrito.is_ok());
        let ajenos = std::mem::take(&mut receptor.extranos);
        println!("{}", cuentas(&balance, ajenos));
        self.terminados += 1;
        self.fallidos += u64::from(veredicto != Veredicto::Guardado);
        let respuesta = receptor.sentenciar(veredicto);
        // A quien calla o no escucha no se le dice nada; si vuelve, ya preguntará.
        respuesta.filter(|_| !balance.sin_acuses && balance.fin != Final::Silencio)
    }

    fn escribir(&mut self, salen: &mut Vec<Tramo>) -> io::Result<()> {
        let recibido = match &mut self.abierto {
            Some(Ok(recibido)) => recibido,
            Some(Err(_)) => return self.abierto.take().map_or(Ok(()), |abierto| abierto.map(drop)),
            None => {
                salen.clear();
                return Ok(());
            }
        };
        for tramo in salen.drain(..) {
            match tramo {
                Tramo::Datos(datos) => recibido.escribir(&datos)?,
                Tramo::Hueco(bytes) => recibido.saltar(bytes)?,
            }
        }
        Ok(())
    }

    /// Comprueba lo recibido y le da su nombre, si lo merece. Dice cómo ha acabado.
    fn cerrar(&mut self, balance: &Balance, escrito: bool) -> Veredicto {
        let Balance { de, ficha, sin_acuses, cuentas, fin, .. } = balance;
        let Some(Ok(recibido)) = self.abierto.take().filter(|_| escrito && *fin != Final::NoGuardado) else {
            return Veredicto::NoGuardado;
        };
        let van = format!(
            "{} de {} trozos ({} %)",
            mostrar_numero(cuentas.trozos),
            mostrar_numero(ficha.trozos().into()),
            cuentas.trozos * 100 / u64::from(ficha.trozos())
        );
        let callo = if *fin == Final::Silencio { "el emisor ha callado" } else { "el emisor ha terminado" };
        let entero = *fin == Final::Todos && recibido.coincide(ficha.tamano, ficha.suma);
        let (frase, veredicto) = match fin {
            Final::Todos if entero => ("entero y comprobado".to_string(), Veredicto::Guardado),
            Final::Todos => ("están todos los trozos, pero no suman lo anunciado".to_string(), Veredicto::SumaDistinta),
            _ => (format!("INCOMPLETO, {callo} y han llegado {van}"), Veredicto::Abandonado),
        };
        // A ciegas, lo incompleto se guarda con otro nombre, para que se vea qué le pasa a un fichero con huecos.
        if !entero && !*sin_acuses {
            println!("{de}: {frase}; no guardo nada");
            return veredicto;
        }
        match recibido.publicar(entero) {
            Ok(ruta) => {
                println!("{de}: {frase}, guardado {}en {}", si_hay(!entero, "con huecos "), Path::display(&ruta))
            }
            Err(error) => {
                println!("{de}: {frase}");
                eprintln!("no he podido guardarlo: {}", explicar(&error));
                return Veredicto::NoGuardado;
            }
        }
        veredicto
    }
}

fn si_hay(cierto: bool, texto: &str) -> &str {
    if cierto { texto } else { "" }
}

fn cuentas(balance: &Balance, ajenos: u64) -> String {
    let Balance { cuentas, fin, duracion, .. } = balance;
    // Sin «fin» no se sabe qué más salió después del último datagrama que llegó.
    let al_menos = si_hay(!matches!(fin, Final::Todos | Final::ConHuecos), "al menos ");
    let ajenos = if ajenos == 0 { String::new() } else { format!(" · ajenos {}", mostrar_numero(ajenos)) };
    let ritmo = cuentas.bytes as f64 / duracion.as_secs_f64().max(1e-6);
    format!(
        "  {} · perdidos {al_menos}{} · repetidos {}{ajenos} · {} en {}, a {}/s",
        plural(cuentas.recibidos, "datagrama"),
        mostrar_numero(cuentas.perdidos),
        mostrar_numero(cuentas.repetidos),
        mostrar_tamano(cuentas.bytes),
        mostrar_duracion(*duracion),
        mostrar_tamano(ritmo as u64)
    )
}
