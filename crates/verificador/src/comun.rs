//! Los casos que comparten todos los servidores: cómo arrancan, qué dicen si no pueden, y que nada los detiene.

use std::cell::Cell;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use super::caso::Caso;
use super::conversacion::{Conversacion, Esperado, muerte};
use super::hallazgo::{Paso, Tropiezo};
use super::mesa::{Mesa, SILENCIO, Servidor};
use super::programa::{Estado, Programa};
use super::sistema::{self, Protocolo};

/// Los clientes normales que van delante de los que cortan, y las veces que uno se va y otro corta.
const NORMALES: usize = 3;
const VUELTAS_DE_CORTES: usize = 5;
/// Quien tarda más que esto con un cliente se toma su tiempo: ningún enunciado dice cuánto puede tardar.
const CALMA: Duration = Duration::from_millis(400);

/// Los clientes con prisa de los que no se tiene que quedar con nada.
const PRISAS: usize = 30;
const PRISA: Duration = Duration::from_millis(800);

/// Una conversación corta y completa, de las que ya han salido bien en el caso más sencillo del reto.
pub type Intercambio = fn(&mut Conversacion<'_>) -> Paso;

/// `arranque`: dice dónde escucha, y es verdad.
pub const ARRANQUE_DE_SERVIDOR: Caso =
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí", |mesa| arranque(mesa, &[]));

/// Arranca el servidor, con esos argumentos detrás de la dirección, y comprueba que escucha donde dice.
pub fn arranque(mesa: &Mesa<'_>, argumentos: &[&str]) -> Paso {
    let servidor = mesa.servidor_con(argumentos)?;
    drop(servidor.conectar()?);
    escucha_donde_dice(servidor, Protocolo::Tcp, argumentos)
}

/// El puerto que dice es suyo, lo tiene en la dirección que se le ha pedido y no en todas, y se lo ha dado el sistema.
pub fn escucha_donde_dice(servidor: Servidor<'_>, protocolo: Protocolo, argumentos: &[&str]) -> Paso {
    let (mesa, direccion) = (servidor.mesa, servidor.direccion);
    let mal = |frase: String| mesa.mal("R16", frase, &servidor.programa);
    if let Some(donde) = sistema::escuchando(protocolo, direccion.port())
        && !donde.iter().any(|ip| ip == "127.0.0.1")
    {
        return match (servidor.programa.asentar(), donde.first()) {
            (Estado::Vivo, Some(ip)) => mal(format!("Tu programa dice que escucha en {direccion}, y escucha en {ip}.")),
            (Estado::Vivo, None) => mal(format!(
                "Tu programa dice que escucha en el puerto {}, pero en él no hay ningún socket {protocolo}.",
                direccion.port()
            )),
            (estado, _) => mesa.mal("R17", format!("{} nada más arrancar.", muerte(estado)), &servidor.programa),
        };
    }
    if sistema::es_suyo(servidor.programa.pid(), direccion, protocolo) == Some(false) {
        return mal(format!("Tu programa dice que escucha en {direccion}, y ahí escucha otro programa."));
    }
    mesa.nota("arranco otro a la vez: en el mismo puerto no caben");
    let mesa = &mesa.con_argumentos(&[]);
    match mesa.servidor_con(argumentos) {
        Ok(otro) if otro.direccion.port() != direccion.port() => Ok(()),
        Ok(otro) => siempre_el_mismo(&otro),
        Err(Tropiezo::Mal(_)) if !mesa.cancelado() => {
            // ¿No ha podido por el puerto? Sin el primero en marcha, ¿pide el mismo?
            drop(servidor);
            match mesa.servidor_con(argumentos) {
                Ok(otro) if otro.direccion.port() == direccion.port() => siempre_el_mismo(&otro),
                _ => Ok(()),
            }
        }
        Err(otro) => Err(otro),
    }
}

fn siempre_el_mismo(servidor: &Servidor<'_>) -> Paso {
    let puerto = servidor.direccion.port();
    let frase = format!(
        "Le he pedido a tu programa un puerto libre, y usa siempre el {puerto}: con uno en marcha, otro no puede escuchar."
    );
    servidor.mesa.mal("R16", frase, &servidor.programa)
}

/// `argumentos`: sin ellos acaba con código 2; si no puede escuchar, con 1; y lo explica en una línea.
pub const ARGUMENTOS_DE_SERVIDOR: Caso = Caso::nuevo(
    "argumentos",
    "sin argumento acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
    |mesa| {
        acaba_con(mesa, &[], 2, "sin argumentos")?;
        sin_poder_escuchar(mesa, &[])
    },
);

/// `argumentos`, de un cliente: sin ellos acaba con código 2; con algo que no es una dirección, con 1.
pub const ARGUMENTOS_DE_CLIENTE: Caso =
    Caso::nuevo("argumentos", "sin argumento acaba con código 2; con algo que no es una dirección, con 1", |mesa| {
        acaba_con(mesa, &[], 2, "sin argumentos")?;
        acaba_con(mesa, &["127.0.0.1:70000"], 1, "con un puerto que no existe, 127.0.0.1:70000")
    });

/// El verificador no ha podido escuchar: no es culpa de nadie.
pub fn sin_puerto(error: &io::Error) -> Tropiezo {
    Tropiezo::NoComprobable(format!("no he podido escuchar en 127.0.0.1: {}", redes::errores::explicar(error)))
}

/// Con una dirección imposible, o en un puerto ocupado, acaba con código 1.
pub fn sin_poder_escuchar(mesa: &Mesa<'_>, argumentos: &[&str]) -> Paso {
    let ocupado = TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (direccion, _listener) = ocupado.map_err(|error| sin_puerto(&error))?;
    let con = |direccion| [&[direccion], argumentos].concat();
    acaba_con(mesa, &con("127.0.0.1:70000"), 1, "con un puerto que no existe, 127.0.0.1:70000")?;
    let direccion = direccion.to_string();
    acaba_con(mesa, &con(&direccion), 1, &format!("con un puerto ocupado, {direccion}"))
}

/// Una dirección en la que no escucha nadie por TCP, y cómo decirlo. El socket tiene el puerto sin escuchar en él: mientras
/// viva, no se le puede dar a otro que sí escuche.
pub fn nadie_escucha() -> Paso<(String, String, Socket)> {
    let reservar = || {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
        let direccion = socket.local_addr()?.as_socket().ok_or(ErrorKind::AddrNotAvailable)?;
        Ok((direccion, socket))
    };
    let (direccion, socket) = reservar().map_err(|error| sin_puerto(&error))?;
    Ok((direccion.to_string(), format!("con una dirección en la que nadie escucha, {direccion}"), socket))
}

/// Lo mismo, por UDP. El socket está conectado consigo mismo: lo que envíen otros no es para él, ni para nadie.
pub fn nadie_recibe() -> Paso<(String, String, UdpSocket)> {
    let reservar = || {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let direccion = socket.local_addr()?;
        socket.connect(direccion)?;
        Ok((direccion, socket))
    };
    let (direccion, socket) = reservar().map_err(|error| sin_puerto(&error))?;
    Ok((direccion.to_string(), format!("con una dirección en la que no hay nadie, {direccion}"), socket))
}

/// Arranca el programa y exige que acabe con ese código y una línea en stderr.
pub fn acaba_con(mesa: &Mesa<'_>, argumentos: &[&str], codigo: i32, como: &str) -> Paso {
    let programa = mesa.arrancar(argumentos, Some(Vec::new()))?;
    let mut paciencia = mesa.paciencia_de_arranque(&programa);
    let estado = programa.esperar(|| paciencia.queda());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    acabado(mesa, &programa, estado, codigo, como)
}

/// Juega algo que solo puede salir bien si el verificador contesta antes de que se agote el plazo del programa. `jugar`
/// apunta cuánto ha tardado en contestar: si sale mal y ha sido demasiado, la culpa puede ser de la máquina y se repite.
pub fn a_tiempo(mesa: &Mesa<'_>, plazo: Duration, jugar: impl Fn(&Mesa<'_>, &Cell<Duration>) -> Paso) -> Paso {
    for _ in 0..4 {
        let tardado = Cell::new(Duration::ZERO);
        match jugar(&mesa.con_argumentos(&[]), &tardado) {
            Err(Tropiezo::Mal(_)) if tardado.get() > plazo / 2 => {}
            otro => return otro,
        }
    }
    let causa = "esta máquina va tan despacio que no me da tiempo a contestar antes de que tu programa se rinda";
    Err(Tropiezo::NoComprobable(causa.to_string()))
}

/// Espera a que un cliente acabe y exige ese código. Si tenía que ser 1 y es 0, ha dado por entregado lo que no lo está.
pub fn acaba_el_cliente(mesa: &Mesa<'_>, programa: &Programa, codigo: i32, como: &str) -> Paso {
    let mut paciencia = mesa.paciencia(SILENCIO, programa);
    let estado = programa.esperar(|| paciencia.queda());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if codigo == 1 && estado == Estado::Acabado(0) && mesa.causa_de_fuerza_mayor(programa).is_none() {
        let frase = format!("Arrancado {como}, tu programa acaba con código 0, como si hubiera ido bien.");
        return mesa.mal("R47", frase, programa);
    }
    acabado(mesa, programa, estado, codigo, como)
}

/// ¿Ha dejado de esperar antes de su plazo? Hay 300 ms de margen: su reloj no empieza a la vez que el nuestro.
pub fn con_prisa(tardado: Duration, plazo: Duration) -> bool {
    tardado + Duration::from_millis(300) < plazo
}

/// Exige que un cliente no se haya rendido antes de su plazo, de segundos enteros.
pub fn sin_prisa(mesa: &Mesa<'_>, programa: &Programa, tardado: Duration, plazo: Duration) -> Paso {
    if !con_prisa(tardado, plazo) {
        return Ok(());
    }
    let (ms, debidos) = (tardado.as_millis(), plazo.as_secs());
    let frase = format!("Tu programa se ha rendido a los {ms} ms, y tenía que esperar {debidos} segundos.");
    mesa.mal("R31", frase, programa)
}

/// Exige ese código y, si no es 0, exactamente una línea en stderr. `como` dice en qué circunstancias: «sin argumentos».
pub fn acabado(mesa: &Mesa<'_>, programa: &Programa, estado: Estado, codigo: i32, como: &str) -> Paso {
    if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(programa) {
        return Err(Tropiezo::Mal(Box::new(hallazgo)));
    }
    match estado {
        Estado::Acabado(suyo) if suyo == codigo => {}
        Estado::Acabado(suyo) => {
            let frase = format!("{}, tu programa acaba con código {suyo}, y tiene que ser {codigo}.", mayuscula(como));
            return mesa.mal("R18", frase, programa);
        }
        Estado::Vivo => {
            let frase = format!("{}, tu programa tenía que acabar y sigue en marcha.", mayuscula(como));
            return mesa.mal("R26", frase, programa);
        }
        _ => {
            let frase =
                format!("{}, tu programa muere de golpe, y tenía que acabar con código {codigo}.", mayuscula(como));
            return mesa.mal("R18", frase, programa);
        }
    }
    let errores = programa.errores();
    let lineas = errores.lines().filter(|linea| !linea.trim().is_empty()).count();
    // De lo que diga por stderr quien acaba bien, ningún enunciado dice nada.
    if codigo != 0 && lineas != 1 {
        let que = if lineas == 0 {
            "no escribe nada en stderr, y tiene que explicar allí en una línea qué ha fallado".to_string()
        } else {
            format!("escribe {lineas} líneas en stderr, y tiene que escribir una sola")
        };
        return mesa.mal("R27", format!("{}, tu programa {que}.", mayuscula(como)), programa);
    }
    Ok(())
}

/// Exige que en stderr haya una línea que contenga eso.
pub fn con_aviso(servidor: &Servidor<'_>, aviso: &str, al: &str) -> Paso {
    let mesa = servidor.mesa;
    let mut paciencia = mesa.paciencia(Duration::from_millis(800), &servidor.programa);
    let dicho = |errores: &str| errores.lines().any(|linea| !linea.trim().is_empty() && linea.contains(aviso));
    while !dicho(&servidor.programa.errores()) {
        if !paciencia.queda() {
            if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&servidor.programa) {
                return Err(Tropiezo::Mal(Box::new(hallazgo)));
            }
            let estado = servidor.programa.asentar();
            if estado != Estado::Vivo {
                return mesa.mal("R11", format!("{} al {al}.", muerte(estado)), &servidor.programa);
            }
            let que = if aviso.is_empty() {
                "y tiene que decirlo".to_string()
            } else {
                format!("y tiene que decir «{aviso}»")
            };
            return mesa.mal("R27", format!("Al {al}, tu programa no lo cuenta en stderr, {que}."), &servidor.programa);
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// El mismo texto, para empezar una frase: «con un eco fiel» → «Con un eco fiel».
pub fn mayuscula(texto: &str) -> String {
    let mut letras = texto.chars();
    letras.next().map(|primera| primera.to_uppercase().chain(letras).collect()).unwrap_or_default()
}

/// `segunda tanda`: cinco clientes, uno detrás de otro, y todos reciben lo suyo. Y de muchos más, no se queda con nada.
pub fn segunda_tanda(mesa: &Mesa<'_>, intercambio: Intercambio) -> Paso {
    let servidor = mesa.servidor()?;
    for numero in 1..=5 {
        mesa.nota(format!("cliente {numero}"));
        intercambio(&mut servidor.conectar()?)?;
    }
    sin_quedarse_con_nada(&servidor, intercambio)
}

/// Exige que, de muchos clientes que ya se han ido, el programa no tenga abierta ni la mitad de las conexiones: a un proceso el
/// sistema le da unas mil, y después no puede aceptar a nadie. Con los primeros, que abra lo que quiera.
pub fn sin_quedarse_con_nada(servidor: &Servidor<'_>, intercambio: Intercambio) -> Paso {
    let (mesa, pid) = (servidor.mesa, servidor.programa.pid());
    mesa.esperar_quieto(&servidor.programa);
    let Some(antes) = sistema::abiertos(pid) else { return Ok(()) };
    mesa.nota(format!("y otros {PRISAS} clientes, con prisa"));
    let inicio = Instant::now();
    let mut idos = 0;
    // A quien tarda en atender a cada uno no se le pide tanto.
    while idos < PRISAS && inicio.elapsed() < PRISA {
        intercambio(&mut servidor.conectar()?)?;
        idos += 1;
    }
    let mut paciencia = mesa.paciencia(SILENCIO, &servidor.programa);
    loop {
        let de_mas = sistema::abiertos(pid).unwrap_or_default().saturating_sub(antes);
        if idos < PRISAS / 3 || de_mas < idos / 2 {
            return Ok(());
        }
        if !paciencia.queda() {
            let frase = format!(
                "Se han ido {idos} clientes y tu programa tiene abiertos {de_mas} descriptores más que antes de ellos: se \
                 queda con sus conexiones, y cuando llegue a unas mil no podrá aceptar a nadie."
            );
            return servidor.mal_si_vive("R25", &frase);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Exige que, sin nadie a quien atender, el programa no gaste procesador.
pub fn sin_dar_vueltas(servidor: &Servidor<'_>) -> Paso {
    servidor.mesa.nota("y ahora, nadie");
    if servidor.gasta_esperando() {
        let frase =
            "Sin nadie a quien atender, tu programa no para de gastar procesador: da vueltas preguntando si hay algo.";
        return servidor.mal_si_vive("R25", frase);
    }
    Ok(())
}

/// `cortes`: unos clientes conectan y se van, otros cortan de golpe; el siguiente recibe lo suyo.
pub fn cortes(mesa: &Mesa<'_>, antes_de_cortar: &[u8], intercambio: Intercambio) -> Paso {
    match cortes_en(&mesa.servidor()?, antes_de_cortar, intercambio) {
        Err(Tropiezo::Mal(hallazgo)) if hallazgo.codigo == "R11" => {
            // ¿Ha sido por los cortes, o también acaba si nadie corta?
            sin_cortes(&mesa.otra(), intercambio)?;
            Err(Tropiezo::Mal(hallazgo))
        }
        otro => otro,
    }
}

/// Los mismos clientes, y ninguno corta.
fn sin_cortes(mesa: &Mesa<'_>, intercambio: Intercambio) -> Paso {
    let servidor = mesa.servidor()?;
    for numero in 1..=NORMALES + 2 * VUELTAS_DE_CORTES + 1 {
        let fue_bien = servidor.conectar().and_then(|mut cliente| intercambio(&mut cliente));
        if fue_bien.is_err() && !mesa.cancelado() {
            let estado = servidor.programa.asentar();
            if estado != Estado::Vivo {
                let frase = format!("{} tras atender a {} clientes.", muerte(estado), numero - 1);
                return mesa.mal("R17", frase, &servidor.programa);
            }
            break;
        }
    }
    Ok(())
}

/// Lo mismo, en un servidor que ya está en marcha.
pub fn cortes_en(servidor: &Servidor<'_>, antes_de_cortar: &[u8], intercambio: Intercambio) -> Paso {
    let mesa = servidor.mesa;
    // Antes, tres clientes normales: lo que falle aquí no es culpa de ningún corte.
    let mut lo_que_tarda = Duration::ZERO;
    for _ in 0..NORMALES {
        mesa.nota("un cliente normal");
        let inicio = Instant::now();
        intercambio(&mut servidor.conectar()?)?;
        lo_que_tarda = lo_que_tarda.max(inicio.elapsed());
    }
    // En una cola de un solo hueco (`listen(0)`) no caben los dos mientras el programa está detenido: eso no es culpa de nadie.
    let mut caben = true;
    // A quien se toma su tiempo le basta con una.
    let vueltas = if lo_que_tarda > CALMA { 1 } else { VUELTAS_DE_CORTES };
    for vuelta in 1..=vueltas {
        mesa.nota(format!("un cliente conecta y se va, y otro corta (vuelta {vuelta} de {vueltas})"));
        // Con el programa detenido un momento, cuando acepte a estos clientes ya se habrán ido: siempre igual.
        let parado = caben && servidor.programa.parar();
        let tanda = servidor.conectar().map(drop).and_then(|()| {
            let cabe = if parado { servidor.conectar_si_cabe() } else { None };
            if parado && cabe.is_none() {
                caben = false;
                servidor.programa.seguir();
            }
            let mut corta = cabe.map_or_else(|| servidor.conectar(), Ok)?;
            corta.enviar(antes_de_cortar);
            corta.cortar();
            Ok(())
        });
        if parado {
            servidor.programa.seguir();
        }
        let atendidos = servidor.esperar_a_que_atienda_a_todos();
        tanda.map_err(|tropiezo| por_un_corte(mesa, &servidor.programa, tropiezo))?;
        if !atendidos {
            break;
        }
    }
    // Quien se toma su tiempo con cada uno aún puede estar con el último que ha cortado.
    if lo_que_tarda > CALMA {
        thread::sleep(lo_que_tarda.min(SILENCIO));
    }
    mesa.nota("y ahora, un cliente normal");
    let ultimo = servidor.conectar().and_then(|mut normal| intercambio(&mut normal));
    ultimo.map_err(|tropiezo| por_un_corte(mesa, &servidor.programa, tropiezo))
}

/// Lo mismo ya había salido bien sin clientes que cortan: si ahora no sale, es por ellos.
fn por_un_corte(mesa: &Mesa<'_>, programa: &Programa, tropiezo: Tropiezo) -> Tropiezo {
    match tropiezo {
        Tropiezo::Mal(hallazgo) if !matches!(hallazgo.codigo, "R33" | "R25") => {
            let estado = programa.asentar();
            let como = match estado {
                Estado::Vivo => "Tu programa sigue en marcha, pero no".to_string(),
                estado => format!("{} y ya no", muerte(estado)),
            };
            let frase = format!(
                "{como} atiende al cliente que llega después de que otro se vaya o corte. Antes de ellos sí atendía."
            );
            let mut nuevo = mesa.hallazgo("R11", frase, programa);
            (nuevo.esperado, nuevo.visto) = (hallazgo.esperado, hallazgo.visto);
            Tropiezo::Mal(Box::new(nuevo))
        }
        otro => otro,
    }
}

/// `lector-lento`: un cliente que no lee nada hasta que el programa ya no puede escribirle más, y después lo recoge todo. `envio` son
/// mensajes de `cada_uno` bytes, y `contestar`, lo que se contesta a unos cuantos.
pub fn lector_lento(mesa: &Mesa<'_>, envio: &[u8], cada_uno: usize, contestar: impl Fn(&[u8]) -> Vec<u8>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar_sordo()?;
    let enviados = cliente.enviar_hasta_el_atasco(&envio[..envio.len() - cada_uno]);
    // Con sitio de nuevo, el resto y algo más: a quien ha tirado lo que no cabía le faltará lo de en medio.
    let enteros = enviados - enviados % cada_uno;
    cliente.recoger(contestar(&envio[..enteros]).len());
    let hasta = (enviados.next_multiple_of(cada_uno) + cada_uno).min(envio.len());
    cliente.enviar(&envio[enviados..hasta]);
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(&contestar(&envio[..hasta])))
}

/// Los mismos bytes de siempre. Quien tiene la mesa a mano los pide con su semilla: [`Mesa::bytes_variados`].
pub fn bytes_variados(cuantos: usize) -> Vec<u8> {
    static NUNCA: AtomicBool = AtomicBool::new(false);
    Mesa::nueva(&[], None, 0, &NUNCA).bytes_variados(cuantos)
}
